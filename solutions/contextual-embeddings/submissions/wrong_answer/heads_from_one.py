# ---
# misconception: "The heads are counted from 1."
# loses: {q7: 1.5}
# feedback: "Heads count from 0, as in the array."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head - 1]



def looks_at(weights, positions, skip):
    row = np.mean([np.asarray(weights)[p] for p in positions], axis=0)
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
