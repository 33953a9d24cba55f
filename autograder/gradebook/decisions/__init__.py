"""What people decide about grades, and the trail of it."""
