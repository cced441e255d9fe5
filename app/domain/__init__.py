"""What a score is and how it is computed: pure functions on frozen dataclasses, standard library only."""
