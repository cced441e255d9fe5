"""The verifier that callers keep: one file that needs nothing but Python."""
