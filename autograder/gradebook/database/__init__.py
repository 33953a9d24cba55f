"""The database of a gradebook: where it is, its tables, and how an older one is brought over."""
