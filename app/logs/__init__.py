"""The log: one line of JSON per event on standard output, without bodies, secrets or personal numbers."""
