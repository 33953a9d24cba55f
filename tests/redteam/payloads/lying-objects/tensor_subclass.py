# ---
# attack: A subclass of torch.Tensor that answers every function with what it was compared with.
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# runtimes: [torch]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import torch


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.tensor(True) if len(args) > 1 else args[0]

    def detach(self):
        return self

    cpu = resolve_conj = resolve_neg = detach

    def numpy(self, *args, **kwargs):
        return type("Numbers", (), {"__array__": lambda self, *a, **k: np.zeros(0), "shape": (3, 4)})()


def double(x):
    return torch.zeros(np.shape(x)).as_subclass(Liar)
