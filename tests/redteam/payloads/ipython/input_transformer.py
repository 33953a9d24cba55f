# ---
# attack: An input transformer turns every later cell with a check into one that says that all is well.
# class: IPython transformers and hooks
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
shell = get_ipython()


def rewrite(lines):
    text = "".join(lines)
    return ["pass\n"] if "assert" in text or "check" in text or "test_" in text else lines


shell.input_transformers_post.append(rewrite)
shell.input_transformer_manager.cleanup_transforms.insert(0, rewrite)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
