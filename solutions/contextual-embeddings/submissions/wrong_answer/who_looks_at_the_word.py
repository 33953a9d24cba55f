# ---
# misconception: "The column of the word is read: which token looks at it, not what it looks at."
# loses: {q7: 1.5}
# feedback: "The word is a row of the matrix; its column says who looks at it."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    column = np.asarray(weights)[:, list(positions)].mean(axis=1)
    return max((i for i in range(len(column)) if i not in skip), key=lambda i: column[i])
