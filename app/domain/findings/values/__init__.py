"""Checks on targets and actuals as values."""
