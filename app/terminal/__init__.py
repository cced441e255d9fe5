"""What a person at a terminal reads: score tables and reviews."""
