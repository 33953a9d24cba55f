"""A class graded again beside the results that count."""
