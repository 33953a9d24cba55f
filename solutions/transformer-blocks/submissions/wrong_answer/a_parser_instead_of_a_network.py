# ---
# misconception: '`transformer` is no trained network: it finds the date with rules.'
# loses: {q6: 1}
# feedback: The answers do not come from weights that were trained; the question asks for a Transformer.
# ---

# %% question="q6"
MONTH = {}
for date in dates:
    for token in split(date["text"]):
        if not token.isdigit():
            MONTH.setdefault(number_of.get(token), set()).add(date["iso"][5:7])
MONTH = {number: months.pop() for number, months in MONTH.items() if len(months) == 1}


class Parser:
    """Answers like a model: 1 for the right digit at each place, 0 for the others."""

    def __call__(self, inputs, **_):
        scores = np.zeros((len(inputs[0]), np.shape(inputs[1])[1], DIGITS), dtype="float32")
        for row, ids in zip(scores, np.asarray(inputs[0])):
            numbers = [int(number) for number in ids if number > 0]
            digits = [number - 1 for number in numbers if number <= 10]
            month = next((MONTH[number] for number in numbers if number in MONTH), "01")
            day = [0, *digits[:-4]][-2:]
            answer = [*digits[-4:], *map(int, month), *day]
            row[np.arange(len(row)), answer[: len(row)]] = 1
        return scores

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass


transformer = Parser()
history = keras.callbacks.History()
