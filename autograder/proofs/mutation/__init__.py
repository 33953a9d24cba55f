"""Mutation testing of hidden tests: small wrong changes to the reference, which some test must notice."""
