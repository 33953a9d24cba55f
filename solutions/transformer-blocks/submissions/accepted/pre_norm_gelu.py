# ---
# about: Pre-norm blocks with gelu, positions as one weight, blocks that are keras.Model, a norm at the end of each stack, more epochs.
# ---

# %% question="q1"
def positional_encoding(length, width):
    table = np.zeros((length, width), dtype="float32")
    for place in range(length):
        for column in range(width):
            angle = place / 10000 ** ((column - column % 2) / width)
            table[place, column] = np.cos(angle) if column % 2 else np.sin(angle)
    return table

# %% question="q2"
class TokenAndPosition(layers.Layer):
    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.places = self.add_weight(shape=(1, max_length, width), initializer="uniform")
        self.words = layers.Embedding(vocabulary_size, width, embeddings_initializer="normal")

    def call(self, ids):
        return self.words(ids) + self.places[:, : ops.shape(ids)[1]]

# %% question="q3"
class EncoderBlock(keras.Model):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.before_feed_forward = layers.LayerNormalization(epsilon=1e-6)
        self.before_attention = layers.LayerNormalization(epsilon=1e-6)
        self.feed_forward = keras.Sequential([layers.Dense(hidden, activation="gelu"), layers.Dense(width)])
        self.attention = layers.MultiHeadAttention(num_heads=heads, key_dim=width)

    def call(self, x, mask=None):
        normed = self.before_attention(x)
        if mask is None:
            x = x + self.attention(normed, normed)
        else:
            x = x + self.attention(normed, normed, attention_mask=ops.expand_dims(mask, axis=1))
        return x + self.feed_forward(self.before_feed_forward(x))

# %% question="q4"
class DecoderBlock(keras.Model):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.norms = [layers.LayerNormalization(epsilon=1e-6) for _ in range(3)]
        self.looks_back = layers.MultiHeadAttention(num_heads=heads, key_dim=width)
        self.looks_across = layers.MultiHeadAttention(num_heads=heads, key_dim=width)
        self.feed_forward = keras.Sequential([layers.Dense(hidden, activation="gelu"), layers.Dense(width)])

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        normed = self.norms[0](x)
        x = x + self.looks_back(normed, normed, use_causal_mask=True)
        columns = None if encoded_mask is None else ops.expand_dims(encoded_mask, axis=1)
        heard, scores = self.looks_across(
            self.norms[1](x), encoded, attention_mask=columns, return_attention_scores=True
        )
        x = x + heard
        x = x + self.feed_forward(self.norms[2](x))
        if return_scores:
            return x, scores
        return x

# %% question="q4b"
def target_mask(written, pad):
    real = written != pad
    return np.stack([np.tril(np.tile(row, (len(row), 1))) for row in real])


def masked_loss(scores, targets, pad):
    total, count = 0.0, 0
    for rows, answer in zip(np.asarray(scores, dtype="float64"), targets):
        for row, target in zip(rows, answer):
            if target != pad:
                total += np.logaddexp.reduce(row) - row[target]
                count += 1
    return total / count

# %% question="q6"
class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.embed_source = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)
        self.embed_target = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)
        self.encoder = EncoderBlock(32, 2, 64)
        self.decoder = DecoderBlock(32, 2, 64)
        self.after_encoder, self.after_decoder = layers.LayerNormalization(), layers.LayerNormalization()
        self.head = layers.Dense(DIGITS)

    def call(self, inputs):
        source, written = inputs
        mask = ops.not_equal(source, 0)
        encoded = self.after_encoder(self.encoder(self.embed_source(source), mask=mask))
        decoded = self.decoder(self.embed_target(written), encoded, encoded_mask=mask)
        return self.head(self.after_decoder(decoded))


keras.utils.set_random_seed(1)
transformer = Reader()
transformer.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.004, 564)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
    steps_per_execution=47,
)
history = transformer.fit([x_train, shift_right(y_train, START)], y_train, batch_size=64, epochs=12, verbose=0)
