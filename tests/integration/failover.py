"""Growing past one machine: two processes over a primary and its synchronous standby, and the primary is killed."""

import re
import sys

from tests.integration.item import Stand, run

_FIGURE = re.compile(r"^   (.+?)  +([\d.,]+)", re.MULTILINE)


def failed_over(_stand: Stand) -> str:
    """Trial A6 of `make reliability`, in its short form."""
    figures = dict(_FIGURE.findall(run(sys.executable, "-m", "tests.reliability", "--short", "A6")))
    taken, read = figures["acknowledged"], figures["read back through the other process at once"]
    seconds = figures["from the kill to the next acknowledgement"]
    return f"{taken} acknowledged, none lost; {read} read back, none stale; at work again in {seconds} s"
