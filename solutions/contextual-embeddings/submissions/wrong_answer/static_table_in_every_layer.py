# ---
# misconception: "The vectors are looked up in the table, whatever the sentence says."
# loses: {q3: 4}
# feedback: "The table knows no context; take the hidden states of the model."
# ---

# %% question="q3"
def layer_vectors(sentences, positions):
    rows = [tokenizer(sentence)["input_ids"] for sentence in sentences]
    vectors = [table[[ids[p] for p in where]].mean(0).numpy() for ids, where in zip(rows, positions)]
    return np.stack([np.stack([vector] * 7) for vector in vectors])
