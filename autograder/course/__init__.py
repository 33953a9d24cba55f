"""`grading.yml` as typed objects."""
