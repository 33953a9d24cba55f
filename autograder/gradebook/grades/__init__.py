"""The grades: computed from the facts, explained and compared."""
