# ---
# misconception: "The position is counted among the columns that are left, not in the whole matrix."
# loses: {q7: 1.5}
# feedback: "When columns are taken out the others move up: return the position in the whole matrix."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    row = np.asarray(weights)[list(positions)].mean(axis=0)
    return int(np.delete(row, list(skip)).argmax())
