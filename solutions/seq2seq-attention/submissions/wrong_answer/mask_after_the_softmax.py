# ---
# misconception: Padding is set to zero after the softmax, so the weights no longer sum to 1.
# loses: {q4: 1.5}
# feedback: "Mask the scores before the softmax: then the real tokens share all of the weight."
# ---

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.v = layers.Dense(1, use_bias=False)

    def call(self, queries, keys, keep):
        pairs = self.W_q(queries)[:, :, None] + self.W_k(keys)[:, None]
        scores = ops.squeeze(self.v(ops.tanh(pairs)), axis=-1)
        weights = ops.softmax(scores, axis=-1)
        weights = weights * ops.cast(keep[:, None], weights.dtype)
        return ops.matmul(weights, keys), weights

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, AdditiveAttention(UNITS))  # trained with the slip, it still learns
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
history = model.fit([x_train, reads_train], answers_train, batch_size=64, epochs=5, verbose=0)
