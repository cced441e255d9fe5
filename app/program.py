"""Where `jixiao` begins."""

import gc
import sys
from importlib import import_module

from app.serving.huge_pages import use_huge_pages


def main() -> None:
    """Loads the command line and runs it.

    Nothing is garbage before everything is loaded; not looking for any, then and later, saves a seventh of the start.
    """
    # Before anything is loaded: what is there already stays where it is.
    if sys.argv[1:] == ["serve"]:
        use_huge_pages()
    gc.disable()
    command_line = import_module("app.cli")
    gc.freeze()
    gc.enable()
    command_line.main()
