"""Zips, read within limits."""
