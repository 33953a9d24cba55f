# ---
# about: "Both models are trained in a loop of their own with GradientTape, and never compiled; the RNN returns all states and the last is cut out."
# ---

# %% question="q3"
def build_rnn(window=20, units=2):
    inputs = keras.Input((None, 1))
    states = layers.SimpleRNN(units, return_sequences=True)(inputs)
    last = layers.Lambda(lambda h: h[:, -1])(states)
    return keras.Model(inputs, layers.Dense(1, activation="tanh")(last))

# %% question="q4"
import tensorflow as tf


def train(model, epochs=40):
    optimizer = keras.optimizers.Adam(0.02)
    data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(944).batch(32)

    @tf.function
    def step(xb, yb):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(xb) - yb) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    history = keras.callbacks.History()
    history.history = {"loss": []}
    optimizer.build(model.trainable_variables)
    for _ in range(epochs):
        history.history["loss"].append(float(np.mean([step(xb, yb).numpy() for xb, yb in data])))
    return history


rnn = build_rnn()
rnn_history = train(rnn)

# %% question="q6"
def build_attention(attention, window=20, units=2):
    inputs = layers.Input(shape=(window, 1))
    h = layers.SimpleRNN(units, activation=ops.tanh, return_sequences=True)(inputs)
    y = layers.Activation("tanh")(layers.Dense(1)(attention(h)))
    return keras.Model(inputs=[inputs], outputs=[y])

# %% question="q7"
attention_model = build_attention(Attention())
attention_history = train(attention_model)
