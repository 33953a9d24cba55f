"""The process that has the frameworks imported and forks a candidate for each submission."""
