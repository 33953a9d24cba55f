"""Candidates in containers: the image, and what containers leave behind."""
