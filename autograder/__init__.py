"""Grades deep-learning homework in notebooks, with hidden tests that the graded code cannot touch."""
