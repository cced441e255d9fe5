"""Checks on what the unit declared against what the rules compute."""
