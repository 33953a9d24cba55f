"""The places that courses live in: what each writes into the names and files of its downloads."""
