# ---
# misconception: "Only the row of the first piece is read."
# loses: {q7: 1}
# feedback: "Average the rows of all pieces of the word."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    row = np.asarray(weights)[positions[0]]
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
