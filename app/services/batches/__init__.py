"""Many forms at once: taken in as they come, accepted in one step, recorded one by one by whoever has time."""
