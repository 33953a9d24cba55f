# ---
# attack: 'Hands over objects whose type''s name is markup, megabytes long or that of a tensor.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import itertools

kinds = itertools.cycle(
    [
        type("EagerTensor", (), {"__array__": lambda self, *args, **kwargs: np.full((2, 2), np.nan)}),
        type("<img src=x onerror=alert(1)>\x1b[2J", (), {}),
        type("T" * 3_000_000, (), {}),
        type("Tensor", (), {"shape": (3, 4)}),
        type("float", (), {"__float__": lambda self: 4.0}),
    ]
)


def double(x):
    return next(kinds)()
