# ---
# misconception: "Every state is compared with the queries of all sentences, and the results are averaged."
# loses: {q3: 2}
# feedback: "Each sentence has its own query: row b of the query goes with row b of the states only."
# ---

# %% question="q3"
def attention_scores(states, query):
    return (states @ query.T).mean(dim=-1)
