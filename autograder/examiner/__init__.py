"""Everything that knows answers; it runs in a process that no student code can reach."""
