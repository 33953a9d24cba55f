"""Why an answer is wrong, by what the catalogued wrong answers give."""
