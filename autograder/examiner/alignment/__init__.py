"""Which cell of a submission is which cell of the released notebook."""
