"""Version 1 of the HTTP contract: what callers send and what they get."""
