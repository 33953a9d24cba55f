# ---
# about: A GRU in place of the SimpleRNN.
# ---
# %% question="q1"
model = keras.Sequential([keras.Input((20, 1)), keras.layers.GRU(4), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(), loss="mse")
model.fit(windows[train], targets[train], batch_size=32, epochs=30, verbose=0)
predictions = model.predict(windows[test], verbose=0)[:, 0]
