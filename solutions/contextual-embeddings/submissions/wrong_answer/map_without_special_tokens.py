# ---
# misconception: "[CLS] and [SEP] are cut out of the map, so its rows no longer sum to one."
# loses: {q7: 1.5}
# feedback: "[CLS] and [SEP] get attention too: keep them."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens()[1:-1], attentions[layer - 1][0, head, 1:-1, 1:-1]



def looks_at(weights, positions, skip):
    row = np.mean([np.asarray(weights)[p] for p in positions], axis=0)
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
