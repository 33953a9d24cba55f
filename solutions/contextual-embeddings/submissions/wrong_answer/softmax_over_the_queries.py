# ---
# misconception: "The softmax runs over the tokens that look instead of those that are looked at."
# loses: {q7: 1.5}
# feedback: "The softmax runs along each row: over the tokens that are looked at."
# ---

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch, output_hidden_states=True).hidden_states[layer - 1]
        attend = model.encoder.layer[layer - 1].attention.self
        q, k = (part(states)[0, :, 32 * head : 32 * head + 32] for part in (attend.query, attend.key))
    return batch.tokens(), torch.softmax(q @ k.T / 32**0.5, dim=0)



def looks_at(weights, positions, skip):
    row = np.mean([np.asarray(weights)[p] for p in positions], axis=0)
    return max((j for j in range(len(row)) if j not in skip), key=lambda j: row[j])
