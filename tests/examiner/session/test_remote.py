"""What a test case can do with a student's objects, and what their lies come to: plain data, or nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.candidate.zygote.equipment import Equipment
from autograder.checks import CheckError, close
from autograder.checks.numbers import Refused
from autograder.examiner.session.remote import (
    Environment,
    Link,
    MissingAttribute,
    MissingName,
    Remote,
    RemoteTensor,
)
from autograder.examiner.session.session import Session, StudentError
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

MEMORY = 2**31
Names = Callable[[str], Environment]

has_torch = pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="torch is not installed")
has_tensorflow = pytest.mark.skipif(
    not importlib.util.find_spec("tensorflow"), reason="TensorFlow is not installed"
)


def names_in(runtime: str) -> Iterator[Names]:
    """Runs a cell in a candidate of its own and gives the names that a test can ask for."""
    zygote = Zygote(choose("off"), Equipment(runtime))
    sessions = []

    def names(source: str) -> Environment:
        session = Session(zygote.fork(MEMORY))
        sessions.append(session)
        session.start_budget(60)
        ran = session.run(source, seed=0)
        assert ran.raised is None, ran
        return Environment(Link(session), {})

    yield names
    for session in sessions:
        session.close()
    zygote.close()


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    yield from names_in("numpy")


@pytest.fixture(scope="module")
def torch_names() -> Iterator[Names]:
    yield from names_in("torch")


@pytest.fixture(scope="module")
def tensorflow_names() -> Iterator[Names]:
    yield from names_in("tensorflow")


@pytest.fixture(scope="module")
def thing(names: Names) -> Environment:
    return names(
        "class Layer:\n"
        "    units = 4\n"
        "    def __init__(self, scale=1, *, shift=0): self.scale, self.shift = scale, shift\n"
        "    def __call__(self, x, **named): return x * self.scale + self.shift + sum(named.values())\n"
        "    def __len__(self): return 3\n"
        "    def __iter__(self): return iter([1, Layer(), 'x'])\n"
        "    def __getitem__(self, key): return key\n"
        "    def __contains__(self, item): return True\n"
        "    def chain(self): return self\n"
        "    def fail(self): raise ValueError('no such luck')\n"
        "    def is_layer(self, other): return other is self\n"
        "layer = Layer(2)\n"
        "def kind(x): return type(x).__module__ + '.' + type(x).__name__\n"
        "def echo(x): return x\n"
        "def spoil(x): x += 1\n"
    )


# --- plain data ---

PLAIN = [
    *(
        None,
        True,
        3,
        -(2**70),
        2.5,
        float("inf"),
        "é",
        b"\0",
        [1, [2]],
        (1, "a"),
        {"a": [1], 2: None, (1, 2): "x"},
    ),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_come_back_as_themselves(thing: Environment, value: Any) -> None:
    came = thing["echo"](value)
    assert type(came) is type(value)
    assert came == value


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "float16", "float32", "complex64", "U3", "S2"])
def test_arrays_come_back_as_themselves(thing: Environment, dtype: str) -> None:
    for value in (np.arange(6).reshape(2, 3).astype(dtype), np.zeros((0, 2), dtype), np.ones((), dtype)):
        came = thing["echo"](value)
        assert type(came) is np.ndarray
        assert (came.dtype, came.shape) == (value.dtype, value.shape)
        assert np.array_equal(came, value)


def test_numpys_scalars_stay_scalars(thing: Environment) -> None:
    assert type(thing["echo"](np.float32(1.5))) is np.float32
    assert thing["kind"](np.int64(1)) == "numpy.int64"


def test_student_code_gets_copies(thing: Environment) -> None:
    ours = np.zeros(3)
    thing["spoil"](ours)
    assert np.array_equal(ours, np.zeros(3))


def test_what_is_not_plain_cannot_be_handed_over(thing: Environment) -> None:
    for value in (object(), print, {1, 2}):
        with pytest.raises(TypeError, match="only plain data crosses"):
            thing["echo"](value)


# --- objects ---


def test_attributes_calls_and_methods(thing: Environment) -> None:
    layer = thing["layer"]
    assert type(layer) is Remote
    assert (layer.type_name, repr(layer)) == ("Layer", "<remote Layer>")
    assert (layer.units, layer.scale) == (4, 2)
    assert layer(5) == 10
    assert layer(np.arange(2), a=1, b=2).tolist() == [3, 5]
    assert thing["Layer"](3, shift=1)(10) == 31
    assert layer.chain().chain().scale == 2


def test_length_iteration_and_items(thing: Environment) -> None:
    layer = thing["layer"]
    assert len(layer) == 3
    first, second, third = layer
    assert (first, type(second), third) == (1, Remote, "x")
    assert 1 in layer  # decided here, by what iteration gave
    assert 2 not in layer
    for key in (0, -1, "a", slice(1, None, 2), (slice(None), ..., None)):
        assert layer[key] == key


def test_a_truth_value_is_refused(thing: Environment) -> None:
    with pytest.raises(TypeError, match="type Layer is neither true nor false"):
        assert thing["layer"]


def test_equality_is_identity(thing: Environment, names: Names) -> None:
    layer = thing["layer"]
    yes = names("class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\nyes = Yes()")[
        "yes"
    ]
    assert (yes == 4, yes != 4, yes == layer) == (False, True, False)
    assert layer.is_layer(layer) is True  # and over there it is the object itself


def test_hasattr_sees_what_is_missing(thing: Environment) -> None:
    layer = thing["layer"]
    assert hasattr(layer, "units")
    assert not hasattr(layer, "unit")
    assert getattr(layer, "unit", 7) == 7
    with pytest.raises(MissingAttribute, match="your code raised AttributeError: 'Layer' object has no"):
        layer.unit  # noqa: B018


def test_an_exception_says_what_and_where(thing: Environment) -> None:
    with pytest.raises(StudentError, match=r"your code raised ValueError: no such luck \(line 10 of fail\)"):
        thing["layer"].fail()
    with pytest.raises(StudentError, match="TypeError"):
        thing["layer"]()


def test_a_missing_name_is_told(thing: Environment) -> None:
    for ask in (thing.get, thing.__getitem__):
        with pytest.raises(MissingName, match="Your notebook does not define `attention`"):
            ask("attention")


def test_an_exception_whose_text_fails_is_told(names: Names) -> None:
    environment = names(
        "class Odd(Exception):\n    def __str__(self): raise KeyError('x')\ndef f(): raise Odd()\n"
        "def g(): raise KeyError('k')\ndef h(): raise SystemExit(3)\n"
        "def i(): raise Exception('\\ud800' + 'x' * 10**6)"
    )
    for name, said in {
        "f": "Odd",
        "g": "KeyError: 'k'",
        "h": "SystemExit: 3",
        "i": "Exception: [?]x",
    }.items():
        with pytest.raises(StudentError, match=said) as raised:
            environment[name]()
        assert len(str(raised.value)) < 5000


def test_objects_that_no_test_holds_are_forgotten(names: Names) -> None:
    environment = names(
        "import gc, weakref\nclass Big: pass\nborn = weakref.WeakSet()\n"
        "def make():\n    big = Big(); born.add(big); return big\n"
        "def alive(): gc.collect(); return len(born)"
    )
    make, alive = environment["make"], environment["alive"]
    held = [make() for _ in range(20)]
    assert alive() == 20
    del held[1:]
    alive()  # releases travel with the next request
    assert alive() == 1


def test_a_value_too_large_to_hand_over_is_an_error_of_the_student(names: Names) -> None:
    environment = names(
        "import numpy as np\ndef large(): return np.ones(2**27)\ndef text(): return 'x' * 2**23\n"
        "def deep():\n    x = []\n    for _ in range(100): x = [x]\n    return x\n"
        "def own():\n    x = []; x.append(x); return x\ndef number(): return 10**5000\ndef fine(): return 1"
    )
    for name in ("deep", "own", "number"):
        with pytest.raises(StudentError, match="the value cannot be handed over"):
            environment[name]()
    assert environment["fine"]() == 1


# --- lies ---

LIES = """
import numpy as np

class Float(float):
    __eq__ = __ge__ = __le__ = __gt__ = __lt__ = lambda self, other: True
    __hash__ = float.__hash__
    __float__ = lambda self: 1.0
class Int(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
class Str(str):
    __eq__ = lambda self, other: True
    __hash__ = str.__hash__
class List(list):
    __eq__ = lambda self, other: True
    __len__ = lambda self: 4
class Array(np.ndarray):
    shape = property(lambda self: (3, 5, 4))
    dtype = property(lambda self: np.dtype('float32'))
    __eq__ = __ge__ = lambda self, other: True
    __array_ufunc__ = lambda self, *a, **k: True
class Scalar(np.float64):
    __eq__ = lambda self, other: True
    __hash__ = np.float64.__hash__
class Shaped:
    shape, dtype, ndim, units = (3, 5, 4), 'float32', 3, 8
    __eq__ = lambda self, other: True
    __len__ = lambda self: 10**6
    __bool__ = lambda self: True
    __array__ = lambda self, dtype=None, copy=None: np.zeros(2)
class NoArray:
    __array__ = lambda self, dtype=None, copy=None: self
    __len__ = lambda self: 'many'
    __iter__ = lambda self: None
class Disguised:
    __class__ = property(lambda self: np.ndarray)
    shape = (3, 5, 4)
class Named(type):
    __qualname__ = 'Tensor'

values = dict(
    float=Float(2), int=Int(2), str=Str('no'), list=List([1]), array=np.zeros((2, 2)).view(Array),
    scalar=Scalar(2), shaped=Shaped(), noarray=NoArray(), disguised=Disguised(),
)
def lie(which): return values[which]
masked = np.ma.masked_array([1.0, 2.0], mask=[True, False])
class Tensor:
    shape = (9,)
    __array__ = lambda self, dtype=None, copy=None: np.full(3, 7.0)
tensor = Tensor()
"""


@pytest.fixture(scope="module")
def liars(names: Names) -> Environment:
    return names(LIES)


@pytest.mark.parametrize("which", ["float", "int", "str", "list", "array", "shaped", "noarray", "disguised"])
def test_no_lie_of_equality_arrives(liars: Environment, which: str) -> None:
    came = liars["lie"](which)
    assert type(came) is Remote
    assert not came == 4  # noqa: SIM201  (== is what is tested)
    assert came != "yes"
    with pytest.raises(TypeError):
        bool(came)


@pytest.mark.parametrize(
    ("which", "numbers"), [("float", 1), ("int", 2), ("array", np.zeros((2, 2))), ("shaped", np.zeros(2))]
)
def test_what_checks_see_is_the_numbers_that_came(liars: Environment, which: str, numbers: Any) -> None:
    # (the float answers `__float__`: what came is a number all the same)
    came = np.asarray(liars["lie"](which))
    assert type(came) is np.ndarray
    assert np.array_equal(came, numbers)
    assert came.shape == np.shape(numbers)
    with pytest.raises(CheckError):
        close(liars["lie"](which), np.full((3, 5, 4), 9), "x")


def test_a_numpy_scalars_subclass_arrives_as_its_number(liars: Environment) -> None:
    came = liars["lie"]("scalar")
    assert type(came) is np.float64
    assert came == 2
    assert came != 3


def test_what_is_no_array_and_no_length_is_refused_here(liars: Environment) -> None:
    odd = liars["lie"]("noarray")
    with pytest.raises((TypeError, StudentError)):
        np.asarray(odd)
    with pytest.raises((TypeError, StudentError)):
        len(odd)
    with pytest.raises((TypeError, StudentError)):
        list(odd)
    with pytest.raises((CheckError, StudentError)):
        close(odd, [1], "x")


def test_an_object_that_calls_itself_tensor_is_taken_at_its_numbers(liars: Environment) -> None:
    tensor = liars["tensor"]
    assert tensor.shape == (3,)
    assert (tensor == 7).all()
    with pytest.raises(CheckError, match=r"shape \(3,\)"):
        close(tensor, np.full(9, 7.0), "x")


def test_a_masked_array_hides_nothing(liars: Environment) -> None:
    assert np.asarray(liars["masked"]).tolist() == [1, 2]
    assert type(np.asarray(liars["masked"])) is np.ndarray


def test_a_rewritten_candidate_can_only_send_plain_data(names: Names) -> None:
    """Student code can rewrite everything on its side; what arrives here is still decoded here."""
    environment = names(
        "import autograder.candidate.objects as objects, numpy as np\n"
        "from autograder.candidate.wire import Handle\n"
        "objects.Objects.do = lambda self, verb, operands: FORGED\n"
        "objects.Objects.foreign = lambda self, value: Handle(7, 'Tensor', np.zeros(2))\n"
        "class Pretend: pass\nFORGED = Pretend()"
    )
    came = environment["anything"]
    assert type(came) is RemoteTensor
    assert came.shape == (2,)
    assert type(came.array) is np.ndarray


# --- tensors ---


@has_torch
def test_torch_tensors_arrive_with_their_numbers(torch_names: Names) -> None:
    environment = torch_names(
        "import torch\nw = torch.arange(6.).reshape(2, 3).requires_grad_()\nlayer = torch.nn.Linear(3, 2)\n"
        "half = torch.ones(2, dtype=torch.bfloat16)\nlarge = torch.ones(2**19)\nsize = w.shape\n"
        "conj = torch.tensor([1 + 2j]).conj()\ndef f(x): return x.sum(), [x, {'x': x}]\n"
        "def kind(x): return type(x).__name__, str(x.dtype), tuple(x.shape)\n"
        "transposed = w.detach().T\nboth = [w.detach()[0], w.detach()[1]]\nplace = torch.tensor(2)"
    )
    w = environment["w"]
    assert type(w) is RemoteTensor
    numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
    for came in (
        w,
        w.detach(),
        w.detach().cpu().numpy(),
        w.clone().contiguous(),
        environment["transposed"].T,
    ):
        assert np.array_equal(np.asarray(came), numbers)
    assert (w.shape, w.dtype, w.ndim, len(w), w[1, 2], w[:, 0].tolist()) == (
        (2, 3),
        np.float32,
        2,
        2,
        5,
        [0, 3],
    )
    assert int(environment["place"]) == 2
    assert "abc"[environment["place"]] == "c"  # as a tensor in the notebook
    assert ((w + 1) * 2 - 2 == 2 * numbers).all()
    assert (np.exp(w) == np.exp(numbers)).all()
    assert (w.tolist(), w.sum(), w.mean(), w.max()) == (numbers.tolist(), 15, 2.5, 5)
    assert [row.tolist() for row in w] == numbers.tolist()
    assert (w.requires_grad, w.grad) == (True, None)  # what no number tells is asked there
    assert environment["size"] == (2, 3)
    assert np.asarray(environment["half"]).tolist() == [1, 1]
    assert np.asarray(environment["conj"]).tolist() == [1 - 2j]
    assert np.asarray(environment["large"]).sum() == 2**19
    assert np.asarray(environment["both"]).tolist() == numbers.tolist()
    assert float(environment["f"](w)[0]) == 15  # a remote tensor goes back as the object it is
    assert environment["kind"](w) == ("Tensor", "torch.float32", (2, 3))
    assert environment["layer"](w).shape == (2, 2)
    assert np.asarray(environment["layer"].weight).shape == (2, 3)


@has_torch
def test_a_torch_tensor_of_a_test_arrives_as_one(torch_names: Names) -> None:
    import torch

    environment = torch_names(
        "def kind(x): return type(x).__module__, str(x.dtype), tuple(x.shape), x.requires_grad\n"
        "def spoil(x): x.zero_(); return x\n"
        "def loss(model, x): return model(x)"
    )
    ours = torch.ones(2, 3, requires_grad=True)
    assert environment["kind"](ours) == ("torch", "torch.float32", (2, 3), False)
    came = environment["spoil"](ours.detach())
    assert np.asarray(came).sum() == 0
    assert ours.sum() == 6


@has_torch
def test_a_tensors_subclass_that_lies_arrives_as_its_numbers(torch_names: Names) -> None:
    environment = torch_names(
        "import torch\n"
        "class Liar(torch.Tensor):\n"
        "    shape = property(lambda self: (9, 9))\n"
        "    __eq__ = lambda self, other: True\n"
        "    __len__ = lambda self: 9\n"
        "    __float__ = lambda self: 1.0\n"
        "liar = torch.zeros(2, 2).as_subclass(Liar)\n"
        "class Tensor(Liar): pass\n"
        "worse = torch.zeros(2, 2).as_subclass(Tensor)"
    )
    for name in ("liar", "worse"):
        came = environment[name]
        assert np.asarray(came).shape == (2, 2)
        assert (came.shape, len(came)) == ((2, 2), 2)
        assert (np.asarray(came == 1)).sum() == 0
        with pytest.raises(CheckError):
            close(came, np.ones((2, 2)), "x")


@has_tensorflow
def test_tensorflow_and_keras_tensors_arrive_with_their_numbers(tensorflow_names: Names) -> None:
    environment = tensorflow_names(
        "import tensorflow as tf, keras\nx = tf.reshape(tf.range(6.), (2, 3))\nv = tf.Variable([1., 2.])\n"
        "layer = keras.layers.Dense(2)\nbf = tf.ones(2, tf.bfloat16)\ntext = tf.constant(['a', 'b'])\n"
        "def kind(x): return type(x).__name__, x.dtype.name if hasattr(x.dtype, 'name') else x.dtype\n"
        "def total(x): return tf.reduce_sum(x)"
    )
    x = environment["x"]
    assert type(x) is RemoteTensor
    assert np.asarray(x).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (x.shape, x.numpy().sum(), (x * 2)[1, 2]) == ((2, 3), 15, 10)
    assert np.asarray(environment["v"]).tolist() == [1, 2]
    assert np.asarray(environment["bf"]).tolist() == [1, 1]
    assert environment["layer"](x).shape == (2, 2)
    assert [np.asarray(w).shape for w in environment["layer"].get_weights()] == [(3, 2), (2,)]
    assert [np.asarray(w).shape for w in environment["layer"].weights] == [(3, 2), (2,)]
    assert float(environment["total"](x)) == 15
    assert environment["kind"](x)[0] == "EagerTensor"
    assert float(environment["total"](np.ones(3, np.float32))) == 3


@has_torch
def test_a_tensor_of_one_process_reaches_another_as_numbers(torch_names: Names) -> None:
    """A handle means nothing in another candidate; this is how the reference's tensors reach a student."""
    reference = torch_names("import torch\ntensor = torch.zeros(2)\nclass Plain: pass\nplain = Plain()")
    student = torch_names("def kind(x): return type(x).__name__\ndef spoil(x): x += 1; return x")
    assert student["kind"](reference["tensor"]) == "Tensor"
    assert np.asarray(student["spoil"](reference["tensor"])).tolist() == [1, 1]
    assert np.asarray(reference["tensor"]).tolist() == [0, 0]
    with pytest.raises(TypeError, match="a test cannot hand a Remote to student code"):
        student["kind"](reference["plain"])


TRAINING = {
    "torch": """
import torch
layer = torch.nn.LSTM(3, 4, batch_first=True)
optimizer = torch.optim.Adam(layer.parameters())
for step in range(5):
    optimizer.zero_grad()
    (layer(torch.randn(8, 6, 3))[0] ** 2).mean().backward()
    optimizer.step()
weights = [w.detach() for w in layer.parameters()]
deterministic = torch.are_deterministic_algorithms_enabled()
""",
    "tensorflow": """
import keras
import numpy as np
from tensorflow.python.framework.config import is_op_determinism_enabled
model = keras.Sequential([keras.Input((6, 3)), keras.layers.SimpleRNN(4), keras.layers.Dropout(0.5)])
model.compile("adam", "mse")
model.fit(np.random.rand(16, 6, 3), np.random.rand(16, 4), batch_size=4, verbose=0)
weights = model.get_weights()
deterministic = is_op_determinism_enabled()
""",
}


@pytest.mark.parametrize(
    "runtime", [pytest.param("torch", marks=has_torch), pytest.param("tensorflow", marks=has_tensorflow)]
)
def test_training_gives_the_same_numbers_in_every_candidate(
    runtime: str, request: pytest.FixtureRequest
) -> None:
    """No seed is set in the cell: the candidate sets them all."""
    names: Names = request.getfixturevalue(f"{runtime}_names")
    first, second = names(TRAINING[runtime]), names(TRAINING[runtime])
    for one, other in zip(first["weights"], second["weights"], strict=True):
        assert np.array_equal(np.asarray(one), np.asarray(other))
    assert first["deterministic"] is True


@has_torch
def test_torch_is_deterministic_in_a_candidate_and_its_compiler_is_not_loaded_before_it_is_used(
    torch_names: Names,
) -> None:
    found = torch_names(
        "import sys, torch\nloaded = 'torch._inductor.config' in sys.modules\n"
        "mode = torch.get_deterministic_debug_mode()\n"
        "import torch._inductor.config\ncompiler = torch._inductor.config.deterministic"
    )
    assert found["loaded"] is False
    assert (found["mode"], found["compiler"]) == (1, True)  # 1: what has no deterministic way warns


def test_complex_numbers_are_refused_where_the_tests_name_none(names: Names) -> None:
    session = names("import numpy as np; z = np.array([1 + 1j]); x = np.array([2 + 0j])")._link._session
    link = Link(session, allow_complex=False)
    with pytest.raises(Refused) as raised:
        link.name("z")
    assert str(raised.value) == (
        "Expected real numbers, but got complex ones, with imaginary parts that are not zero."
    )
    assert link.name("x").dtype == float  # and the session goes on
    assert Link(session).name("z").dtype == complex


@has_torch
def test_complex_tensors_are_refused_too(torch_names: Names) -> None:
    session = torch_names("import torch; z = torch.tensor([1j]); x = torch.tensor([2 + 0j])")._link._session
    link = Link(session, allow_complex=False)
    with pytest.raises(Refused):
        link.name("z")
    assert np.asarray(link.name("x")).tolist() == [2.0]


def test_a_borrowed_name_is_what_it_was_when_it_was_kept(names: Names) -> None:
    link = names("scale = 2\ndef f(x): return scale * x")._link
    link.do("keep", "q1", [], ["f", "g"])
    assert link._session.run("scale = 3\ndef f(x): return 0\ndef g(x): return 0", seed=0).raised is None
    environment = Environment(link, {}, {"f": "q1", "g": "q1"})
    assert environment["f"](5) == 10
    assert link.name("f")(5) == 0
    with pytest.raises(MissingName, match="Your notebook does not define `g`"):
        environment["g"]
