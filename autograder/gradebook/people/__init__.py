"""The people of a course: the roster, and who a hand-in's student is."""
