"""The inner wall: what a forked candidate gives up before any student code runs, one layer a module."""
