"""`python -m tests.conformance` prints the report; `--write` writes the frozen findings and docs/findings.md anew.

Read every difference against the source document before committing it.
"""

import sys

from tests.conformance.catalogue import write_catalogue
from tests.conformance.frozen import write_frozen
from tests.conformance.report import report


def main() -> None:
    if "--write" in sys.argv[1:]:
        write_frozen()
        write_catalogue()
    print(report())


if __name__ == "__main__":
    main()
