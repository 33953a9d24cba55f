"""Training with Keras in fewer calls, with the same numbers."""
