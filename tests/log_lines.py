"""What the service logs, read back line by line."""

import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from app.logs.setup import LibraryHandler, configure_logs


@dataclass
class LogLines:
    """Takes the place of standard output."""

    output: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        configure_logs(file=self.output)

    @property
    def text(self) -> str:
        return self.output.getvalue().decode()

    def all(self) -> Sequence[dict[str, Any]]:
        """Every event; fails unless each is exactly one line, for whoever splits them."""
        written = self.text
        assert written == "" or written.endswith("\n")
        assert written.splitlines() == written.split("\n")[:-1]
        return [json.loads(line) for line in written.splitlines()]

    def named(self, event: str) -> Sequence[dict[str, Any]]:
        return [line for line in self.all() if line["event"] == event]


def silence() -> None:
    """Takes back whatever `configure_logs` did, and lets nothing be written."""
    quiet = structlog.make_filtering_bound_logger("critical")
    structlog.configure(processors=[structlog.dev.ConsoleRenderer()], wrapper_class=quiet)
    logging.captureWarnings(capture=False)
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, LibraryHandler)]:
        root.removeHandler(handler)
