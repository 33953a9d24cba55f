"""Reports for people and files for machines, all made from `GradingResult`s."""
