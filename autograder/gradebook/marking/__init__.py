"""What graders work with: the answers that they mark, the rubric, and the sheet for a spreadsheet."""
