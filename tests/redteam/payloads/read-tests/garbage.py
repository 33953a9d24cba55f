# ---
# attack: 'Asks the garbage collector for test functions, test files and the reference.'
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import gc
import types

gc.unfreeze()
found = [
    function.__name__
    for function in gc.get_objects()
    if isinstance(function, types.FunctionType)
    and (function.__name__.startswith("test_double") or function.__name__ == "call_func")
]
found += [
    type(thing).__name__
    for thing in gc.get_objects()
    if type(thing).__name__ in ("ExceptionTestFile", "TestCase", "Examiner", "Reserved", "Assignment")
]
if found:
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
