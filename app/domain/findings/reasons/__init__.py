"""Checks on deviation reasons."""
