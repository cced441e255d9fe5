"""Checks on the objective of the year (年度总体目标)."""
