# ---
# misconception: "The columns to be skipped take part."
# loses: {q7: 1.5}
# feedback: "Leave out the columns in skip: they often have the largest weights."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    return int(np.asarray(weights)[list(positions)].mean(axis=0).argmax())
