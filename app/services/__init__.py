"""The use cases, one file each; no HTTP, no SQL."""
