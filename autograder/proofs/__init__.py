"""Proofs that tests and thresholds are right: known answers, misconceptions, calibration, mutants."""
