"""What a process counts of its own work, for Prometheus to fetch."""
