"""What students read in other languages: a gettext catalogue each, and the template of all messages."""
