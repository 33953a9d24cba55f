# ---
# misconception: "Every post gets the same attention, whatever the matrices say."
# loses: {q6: 3, q8: 3, q9: 4}
# feedback: "Your attention does not use its inputs. Compute it from keys and queries."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    return torch.full((len(X), len(X)), 1 / len(X), device=X.device)
