"""What was graded, with which tests, and when."""
