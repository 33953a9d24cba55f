"""Where some modules of ``autograder.assignment`` were until version 0.2."""
