"""Checks on the shape of the form and on the rules it was scored by."""
