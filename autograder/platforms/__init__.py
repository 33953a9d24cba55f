"""Learning platforms: what each writes into the names and files of its downloads."""
