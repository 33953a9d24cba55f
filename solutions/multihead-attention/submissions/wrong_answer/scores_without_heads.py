# ---
# misconception: "The scores are said to have no axis for the heads."
# loses: {q1: 0.75}
# feedback: "Each head has scores of its own: their shape has an axis for the heads, after the batch."
# ---

# %% question="q1"
def attention_shapes(batch, queries, keys, width, num_heads):
    return (batch, queries, width), (batch, queries, keys)


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    value_dim = key_dim if value_dim is None else value_dim
    key_width = width if key_width is None else key_width
    inside = (width + key_width + 2) * num_heads * key_dim + (key_width + 1) * num_heads * value_dim
    return inside + (num_heads * value_dim + 1) * width
