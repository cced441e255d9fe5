"""Checks on the funds block."""
