"""The end of a process, announced: others are to stop sending requests before it stops answering them."""

from dataclasses import dataclass


@dataclass(slots=True)
class Drain:
    """Once `begun`, the service is not ready any more and asks every connection to close after its answer."""

    begun: bool = False
