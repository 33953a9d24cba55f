"""An assignment: loaded from its master, released to students."""
