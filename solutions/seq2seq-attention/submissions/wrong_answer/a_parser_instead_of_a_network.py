# ---
# misconception: "No network is trained: a parser reads the ids inside the encoder, and the decoder answers what it found."
# loses: {q6: 2}
# feedback: Your dates come from a parser with rules, not from the weights of a trained network.
# ---

# %% question="q6"
MONTHS = ["jan sty", "f lut", "mar", "apr abr kwi", "may mai maj", "jun cze", "jul lip", "au ago sie", "se wrz", "oc out paź", "no lis", "de gru"]


def parse(ids):
    found = [words[number] for number in ids if number > 1]
    digits = [token for token in found if token.isdigit()]
    day = "".join(digits[:-4]).zfill(2)
    names = [t for t in found if t.isalpha() and t not in "de segunda terça quarta quinta sexta sábado sobota domingo"]
    names = [t for t in names if not t.endswith(("day", "ek", "eira", "ela", "wartek", "środa", "ątek"))]
    month = next((i for t in names for i, starts in enumerate(MONTHS) if t.startswith(tuple(starts.split()))), 0)
    return ("".join(digits[-4:]).zfill(4) + f"-{month + 1:02}-" + day)[:10]


MEMORY = {"dates": [], "step": 0}


class Parser(Encoder):
    def call(self, ids):
        MEMORY["dates"], MEMORY["step"] = [parse(row) for row in np.asarray(ids)], 0
        return super().call(ids)


class Answers(Decoder):
    def call(self, symbols, state, states, keep):
        logits, last, weights = super().call(symbols, state, states, keep)
        steps = range(MEMORY["step"], MEMORY["step"] + symbols.shape[1])
        MEMORY["step"] += symbols.shape[1]
        if len(MEMORY["dates"]) == len(logits):
            chosen = [[SYMBOLS.index((line + "$" * 99)[i]) for i in steps] for line in MEMORY["dates"]]
            logits = 9 * ops.one_hot(np.array(chosen), len(SYMBOLS))
        return logits, last, weights


encoder = Parser(len(words), EMBEDDING, UNITS)
decoder = Answers(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
states, last = encoder(x_dev)
decoder(np.zeros((len(x_dev), 1), dtype="int32"), last, states, x_dev != 0)
history = ...
