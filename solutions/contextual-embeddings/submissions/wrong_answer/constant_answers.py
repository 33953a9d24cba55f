# ---
# misconception: "Every function returns zeros of the right shape and computes nothing."
# loses: {q1: 3, q2: 2, q3: 4, q4: 3, q5: 4, q7: 3}
# feedback: "Your functions return the same whatever they are given."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    return [0 for piece in tokenizer.tokenize(word)]

# %% question="q2"
def static_vector(word):
    return np.zeros(384)


def cosine_matrix(a, b):
    return np.zeros((len(a), len(b)))

# %% question="q3"
def layer_vectors(sentences, positions):
    return np.zeros((len(sentences), 7, 384))

# %% question="q4"
def separation(vectors, senses):
    return np.zeros(np.shape(vectors)[1])


def best_layer(aucs):
    return 0

# %% question="q5"
def nearest_sense(vectors, given, senses):
    return [senses[0]] * len(vectors)


def tell_sense(vectors, examples, layer):
    return [list(examples)[0]] * len(vectors)

# %% question="q7"
def attention_map(sentence, layer, head):
    tokens = tokenizer(sentence).tokens()
    return tokens, np.zeros((len(tokens), len(tokens)))


def looks_at(weights, positions, skip):
    return 0
