"""A conversation with one candidate: its cells run, its objects asked."""
