# ---
# misconception: "The model gets the token ids without the attention mask, so it reads the padding as words."
# loses: {q3: 1}
# feedback: "Give the model the attention mask too: in a batch, shorter sentences are padded."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    ids = tokenizer(sentences, padding=True, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        states = model(ids, attention_mask=torch.ones_like(ids), output_hidden_states=True).hidden_states
    return np.stack(
        [np.stack([state[i, where].mean(0).numpy() for state in states]) for i, where in enumerate(positions)]
    )
