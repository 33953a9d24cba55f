# ---
# about: Keras' TextVectorization for the ids, a class that holds all parts, gradient clipping, label smoothing, and decoding from the whole prefix.
# ---

# %% question="q1"
import string


def tokens(text):
    marks = {ord(mark): " " for mark in string.punctuation if mark != ","}
    for mark in "0123456789,":
        marks[ord(mark)] = f" {mark} "
    return text.lower().translate(marks).split()


def text_ids(texts, words, length):
    look_up = layers.TextVectorization(
        standardize=None, split="whitespace", vocabulary=list(words[2:]), output_sequence_length=length
    )
    return np.asarray(look_up([" ".join(tokens(text)) for text in texts]))

# %% question="q5"
class Decoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__()
        self.attention = attention
        self.parts = [
            layers.Embedding(vocabulary_size, embedding_size),
            layers.GRU(units, return_sequences=True),
            layers.Dense(vocabulary_size),
        ]

    def call(self, symbols, state, states, keep):
        table, writer, answer = self.parts
        own_states = writer(table(symbols), initial_state=state)
        context, weights = self.attention(own_states, states, keep)
        return answer(ops.append(own_states, context, axis=-1)), own_states[:, -1], weights

# %% question="q6"
keras.utils.set_random_seed(21)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 6 * 60), clipnorm=1.0),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.05),
)
history = model.fit([x_train, reads_train], keras.ops.one_hot(answers_train, 13), batch_size=64, epochs=6, verbose=0)

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, first = encoder(ids)
    line = np.full((len(ids), 1), START)
    for _ in range(steps):
        logits, _, _ = decoder(line, first, states, ids != 0)  # from the beginning, each time
        line = np.hstack([line, np.argmax(np.asarray(logits)[:, -1:], axis=2)])
    return ["".join(SYMBOLS[i] for i in row[1:]).split("$")[0] for row in line]
