"""The HTTP server around the application: how it begins and ends, and how long it waits for a slow caller."""
