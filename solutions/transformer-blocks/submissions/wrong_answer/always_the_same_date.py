# ---
# misconception: The model always answers with the most common digits.
# loses: {q6: 2.5}
# feedback: Your answer does not depend on the date that was asked for.
# ---

# %% question="q6"
class Constant(keras.Model):
    def call(self, inputs):
        digits = ops.one_hot(most_common, DIGITS)
        return ops.zeros((ops.shape(inputs[0])[0], 1, 1)) + digits[None]


transformer = Constant()
history = keras.callbacks.History()
