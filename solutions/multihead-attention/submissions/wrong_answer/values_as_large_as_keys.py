# ---
# misconception: "value_dim is ignored: the values are taken to be as large as the keys."
# loses: {q1: 0.5}
# feedback: "The values have a size of their own, value_dim; it also decides how large the output matrix is."
# ---

# %% question="q1"
def attention_shapes(batch, queries, keys, width, num_heads):
    return (batch, queries, width), (batch, num_heads, queries, keys)


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    key_width = width if key_width is None else key_width
    inside = (width + 2 * key_width + 3) * num_heads * key_dim
    return inside + (num_heads * key_dim + 1) * width
