"""The process that grades one submission after the other, and what is said to it."""
