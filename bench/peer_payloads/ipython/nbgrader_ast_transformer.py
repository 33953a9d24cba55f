# ---
# attack: "An AST transformer takes out every assertion and every call of numpy.testing."
# class: "IPython transformers and hooks"
# sandboxes: [namespaces]
# ---
# %% before="q1"
import ast


class NoAssertions(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

    def visit_Expr(self, node):
        gone = isinstance(node.value, ast.Call) and "assert" in ast.unparse(node.value.func)
        return ast.copy_location(ast.Pass(), node) if gone else node


get_ipython().ast_transformers.append(NoAssertions())


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
