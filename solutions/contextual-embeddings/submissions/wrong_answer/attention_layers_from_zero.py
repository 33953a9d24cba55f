# ---
# misconception: "The attentions are indexed like the hidden states, so each layer is one too late."
# loses: {q7: 1.5}
# feedback: "There is no attention 0 among the hidden states: layer 1 is attentions[0]."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer][0, head]



def looks_at(weights, positions, skip):
    row = np.mean([np.asarray(weights)[p] for p in positions], axis=0)
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
