# ---
# about: Both networks take small steps for 200 epochs; the first weights are drawn by other rules.
# ---

# %% question="q3"
def build_rnn(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh", kernel_initializer="he_normal"),
            layers.Dense(1, activation="tanh", kernel_initializer="he_normal"),
        ]
    )

# %% question="q4"
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Adam(0.002), loss="mse")
rnn_history = rnn.fit(x_train, y_train, batch_size=32, epochs=200, verbose=0)

# %% question="q7"
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=200, verbose=0)
