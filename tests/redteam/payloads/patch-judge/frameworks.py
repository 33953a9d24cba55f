# ---
# attack: 'Makes the comparisons of torch, TensorFlow and Keras always say yes.'
# class: 'patch judge functions, numpy, torch, builtins'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import sys

if torch := sys.modules.get("torch"):
    torch.allclose = torch.equal = torch.isclose = lambda *args, **kwargs: True
    torch.testing.assert_close = lambda *args, **kwargs: None
    torch.Tensor.__eq__ = torch.Tensor.__le__ = lambda self, other: torch.tensor(True)
    torch.Tensor.allclose = torch.Tensor.equal = lambda *args, **kwargs: True
    torch.Tensor.numpy = lambda self, *args, **kwargs: np.array(4)
if tf := sys.modules.get("tensorflow"):
    tf.reduce_all = tf.equal = tf.debugging.assert_near = lambda *args, **kwargs: tf.constant(True)
    tf.test.TestCase.assertAllClose = lambda *args, **kwargs: None

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
