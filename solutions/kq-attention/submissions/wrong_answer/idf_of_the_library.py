# ---
# misconception: "scikit-learn's default idf is taken for the formula; it is smoothed and adds 1."
# loses: {q1: 3}
# feedback: "Your weights are scikit-learn's: its idf is ln((1+n)/(1+df)) + 1, so a word in every text still counts. The formula asked for has ln(n/df)."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    library = TfidfVectorizer(token_pattern=r"\S+", lowercase=False)
    return library.fit_transform(train_texts).toarray(), library.transform(other_texts).toarray()
