"""Whose the files are that were handed in: by a roster, by folders, by what titles have in common."""
