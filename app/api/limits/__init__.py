"""What keeps one caller, or many at once, from taking the service away from the others."""
