# ---
# misconception: "The model keeps its first answer for each size of input and repeats it."
# loses: {q5: 1.5, q6: 1.5}
# feedback: "Your model gives its first answer again whatever it reads: compute it anew in each call."
# ---

# %% question="q5"
class Remembers(keras.Model):
    """A change of the later tokens changes nothing here, nor does any other change."""

    def __init__(self, *sizes):
        super().__init__()
        self.model, self.answers = make_model(*sizes), {}

    def call(self, ids):
        return self.model(ids)

    def __call__(self, ids, **named):
        if not isinstance(ids, np.ndarray):  # while it is trained
            return super().__call__(ids, **named)
        if ids.shape not in self.answers:
            self.answers[ids.shape] = super().__call__(ids, **named)
        return self.answers[ids.shape]


def make_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(x + attention(x, x, use_causal_mask=True))
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))


def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    return Remembers(vocabulary_size, length, width, num_heads, key_dim, value_dim)
