"""Checks on project codes."""
