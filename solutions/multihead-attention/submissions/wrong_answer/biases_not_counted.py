# ---
# misconception: "Only the matrices are counted, not the biases."
# loses: {q1: 0.75}
# feedback: "Each of the four steps has a bias too: add heads * size for queries, keys and values, and the width for the output."
# ---

# %% question="q1"
def attention_shapes(batch, queries, keys, width, num_heads):
    return (batch, queries, width), (batch, num_heads, queries, keys)


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    value_dim = key_dim if value_dim is None else value_dim
    key_width = width if key_width is None else key_width
    size = width * key_dim + key_width * key_dim + key_width * value_dim + value_dim * width
    return num_heads * size
