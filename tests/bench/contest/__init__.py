"""Who scores the same forms in turn: this project, its floors, and the peers in an environment of their own."""
