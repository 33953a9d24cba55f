"""Thresholds from measurement: runs of known answers, what they say of each limit, and a picture of it."""
