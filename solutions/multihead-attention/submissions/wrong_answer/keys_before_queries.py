# ---
# misconception: "The scores are said to have the keys before the queries."
# loses: {q1: 0.5}
# feedback: "In the scores the axis of the queries comes before that of the keys: each row belongs to the word that asks."
# ---

# %% question="q1"
def attention_shapes(batch, queries, keys, width, num_heads):
    return (batch, queries, width), (batch, num_heads, keys, queries)


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    value_dim = key_dim if value_dim is None else value_dim
    key_width = width if key_width is None else key_width
    inside = (width + key_width + 2) * num_heads * key_dim + (key_width + 1) * num_heads * value_dim
    return inside + (num_heads * value_dim + 1) * width
