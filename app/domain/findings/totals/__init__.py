"""Checks on weights, section sums and totals."""
