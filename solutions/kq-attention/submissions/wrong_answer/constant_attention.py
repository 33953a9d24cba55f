# ---
# misconception: "Every post gets the same attention, whatever the matrices say."
# loses: {q4: 2, q6: 3, q7: 4}
# feedback: "Your attention does not use its inputs. Compute it from keys and queries."
# ---

# %% question="q4"
def attention(X, A_K, A_Q):
    return torch.full((len(X), len(X)), 1 / len(X), device=X.device)
