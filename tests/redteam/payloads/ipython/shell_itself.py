# ---
# attack: 'Replaces the shell''s run_cell, its namespace and its error handling.'
# class: IPython transformers and hooks
# sandboxes: [namespaces, off]
# detected: 'does not define `double`'
# ---
# %% before="q1"
shell = get_ipython()


class Always(dict):
    def __missing__(self, name):
        return lambda *args, **kwargs: 4

    def __contains__(self, name):
        return True


class Fine:
    error_before_exec = error_in_exec = result = None
    success = True


shell.run_cell = lambda *args, **kwargs: Fine()
shell.user_ns = Always(shell.user_ns)
shell.showtraceback = shell.ask_exit = None

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
