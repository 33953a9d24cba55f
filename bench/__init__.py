"""Measurements of this project beside its peers; each module that has a `main` is one command."""
