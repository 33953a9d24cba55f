"""What students get of an assignment, and that nothing else is in it."""
