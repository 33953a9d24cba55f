# ---
# misconception: "Layer and head are swapped."
# loses: {q7: 1.5}
# feedback: "The list of attentions is indexed by layers; heads are an axis of each."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[head % 6][0, layer - 1]



def looks_at(weights, positions, skip):
    row = np.mean([np.asarray(weights)[p] for p in positions], axis=0)
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
