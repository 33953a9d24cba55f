"""A master as its author wrote it: questions, settings, points, solutions and test cells."""
