"""How the process logs: structlog for our events, the libraries' own logging through the same steps."""

import logging
import sys
from typing import BinaryIO, Literal

import structlog
from structlog.typing import Processor

from app.logs import processors
from app.logs.daily import DailyFiles
from app.logs.output import Output

Level = Literal["debug", "info", "warning", "error", "critical"]
Form = Literal["json", "console"]


def configure_logs(
    level: Level = "info", form: Form = "json", file: BinaryIO | None = None, also: DailyFiles | None = None
) -> None:
    """Sends every event of at least this level to `file`, standard output by default. For the program's start."""
    output = Output(file or sys.stdout.buffer, also)
    structlog.configure(
        processors=[
            processors.with_failure,
            processors.cleaned,
            processors.stamped,
            _renderer(form),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: output,
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(capture=True)
    # Libraries tell every step they take; what they have to say to an operator begins at a warning.
    libraries = (
        logging.DEBUG if level == "debug" else max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()])
    )
    logging.basicConfig(level=libraries, handlers=[LibraryHandler()], force=True)


def _renderer(form: Form) -> Processor:
    if form == "json":
        return processors.as_json
    return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), timestamp_key="time", sort_keys=False)


class LibraryHandler(logging.Handler):
    """Turns a library's record into an event: its logger is the event's name, the first line it wrote the message.

    Further lines quote objects, an exception's message among them, which may quote a form.
    """

    def emit(self, record: logging.LogRecord) -> None:
        log = getattr(structlog.get_logger(), _level_of(record.levelno))
        message = record.getMessage().partition("\n")[0]
        log(record.name, message=message, exc_info=record.exc_info)


def _level_of(number: int) -> Level:
    """The standard library takes any number for a level; ours are five."""
    for bound, level in _BOUNDS:
        if number >= bound:
            return level
    return "debug"


_BOUNDS: tuple[tuple[int, Level], ...] = (
    (logging.CRITICAL, "critical"),
    (logging.ERROR, "error"),
    (logging.WARNING, "warning"),
    (logging.INFO, "info"),
)
