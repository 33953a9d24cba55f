# ---
# attack: An AST transformer takes out every assertion and every return of a comparison.
# class: IPython transformers and hooks
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import ast


class NoAssertions(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

    def visit_Compare(self, node):
        return ast.copy_location(ast.Constant(True), node)


get_ipython().ast_transformers.append(NoAssertions())

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
