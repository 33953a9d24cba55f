"""Trains the small ELMo that lies beside the notebook: `python language_model.py FOLDER OUT.npz [STEPS]`.

FOLDER holds WordNet's files `data.noun`, `data.verb`, `data.adj` and `data.adv` (Debian: the package wordnet-base).
The words are word pieces of the notebook's BERT, whose table `autograder data contextual-embeddings` brings.

The committed weights are from a run of 3,736 steps of 64 sentences, 1.6 times through the text, 12 minutes on one core
with other work beside it. There the learning rate fell with the time, not with the steps as here, so a new run gives
other weights. No test depends on them.
"""

import random
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

MODEL = Path(__file__).parents[2] / "assignments/contextual-embeddings/data/model"
SIZE, PIECES, BATCH, LONGEST, RATE = 96, 2000, 64, 40, 4e-3


def sentences(folder: Path) -> list[str]:
    """Each word with its definition, and each example."""
    found = []
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text("latin-1").splitlines():
            if line.startswith("  "):  # the licence
                continue
            data, gloss = line.rstrip().split(" | ", 1)
            word = re.sub(r"\(.*\)", "", data.split()[4].replace("_", " ").lower())
            definition = re.sub(r"\s*;\s*(;\s*)*", "; ", re.sub(r'"[^"]*"', "", gloss).strip(" ;,"))
            found.append(f"{word} : {definition}.")
            for example in (text.strip() for text in re.findall(r'"([^"]+)"', gloss)):
                if len(example.split()) > 3:
                    found.append(example if example[-1:] in ".!?" else f"{example}.")
    return found


class TwoWays(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shrink = nn.Linear(384, SIZE)
        self.forwards = nn.ModuleList(nn.GRU(SIZE, SIZE, batch_first=True) for _ in range(2))
        self.backwards = nn.ModuleList(nn.GRU(SIZE, SIZE, batch_first=True) for _ in range(2))
        self.guess = nn.Linear(SIZE, PIECES)

    def loss(self, vectors: torch.Tensor, targets: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        places = torch.arange(vectors.shape[1])
        order = torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)[:, :, None]
        there = self.shrink(vectors)
        back = there.gather(1, order.expand_as(there))
        for forward, backward in zip(self.forwards, self.backwards, strict=True):
            there, back = forward(there)[0], backward(back)[0]
        back = back.gather(1, order.expand_as(back))
        there, back = (nn.functional.dropout(states, 0.1, self.training) for states in (there, back))
        inside = (places < lengths[:, None])[:, 1:]
        after = nn.functional.cross_entropy(self.guess(there[:, :-1][inside]), targets[:, 1:][inside])
        before = nn.functional.cross_entropy(self.guess(back[:, 1:][inside]), targets[:, :-1][inside])
        return (after + before) / 2


def main(folder: Path, out: Path, steps: int) -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODEL, local_files_only=True)
    table = AutoModel.from_pretrained(MODEL, local_files_only=True).get_input_embeddings().weight.detach()
    text = sentences(folder)
    random.Random(0).shuffle(text)
    rows = [ids[: LONGEST - 1] + ids[-1:] for ids in tokenizer(text)["input_ids"] if len(ids) > 6]
    pieces = [piece for piece, _ in Counter(piece for ids in rows for piece in ids).most_common(PIECES)]
    numbers = torch.full((len(table),), -100)
    numbers[torch.tensor(pieces)] = torch.arange(PIECES)
    rows.sort(key=len)  # a batch has sentences of about one length
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]

    torch.manual_seed(0)
    model, drawn = TwoWays(), random.Random(0)
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    for step in range(steps):
        batch = drawn.choice(batches)
        lengths = torch.tensor([len(ids) for ids in batch])
        ids = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in batch], batch_first=True)
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, step / 100 + 0.01) * (1 - 0.95 * step / steps)
        loss = model.loss(table[ids], numbers[ids], lengths)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0:
            print(step, round(loss.item(), 3), flush=True)
    stored = {name: weight.numpy().astype(np.float16) for name, weight in model.state_dict().items()}
    np.savez_compressed(out, pieces=np.array(pieces, dtype=np.int32), **stored)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3736)
