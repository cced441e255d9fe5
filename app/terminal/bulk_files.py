"""The files that a bulk run writes: the results and the bad lines, each continued where a cut run left it."""

import json
import os
from typing import BinaryIO

from app.terminal.bulk_lines import Done, Form
from app.terminal.bulk_table import Numbered, line_number, table_head


class CannotContinue(Exception):
    """The file that is there is not the beginning of what would be written."""


class ResultFiles:
    """Lines in the order of the forms; the bad ones are written before the good ones that came with them, so that
    whatever the last good line is, nothing before it is missing in either file."""

    def __init__(self, out: BinaryIO, rejected: BinaryIO, form: Form, numbered: Numbered = "line") -> None:
        """Cuts off what a cut run left unfinished. Raises CannotContinue, after which nothing was changed."""
        self._out, self._rejected, self._form, self._numbered = out, rejected, form, numbered
        self._head = table_head(numbered)
        end = self._end()
        self.last = self._last(end)
        self.last_line = self._number(self.last) if self.last else 0
        keep = self._rejected_to_keep()
        out.truncate(end)
        rejected.truncate(keep)
        if not end and form == "csv":
            out.write(self._head)

    def write(self, done: Done) -> None:
        self._rejected.writelines(done.rejected)
        self._rejected.flush()
        self._out.writelines(done.scored)
        self._out.flush()

    def _end(self) -> int:
        """Where the last whole line of results ends."""
        self._out.seek(0)
        opening = self._head if self._form == "csv" else b'{"%b":' % self._numbered.encode()
        if not opening.startswith(self._out.read(len(opening))):
            raise CannotContinue(f"{self._out.name}: 不是评分结果，未改动 / it holds something else and was left alone")
        return _end_of_last_line(self._out.fileno())

    def _last(self, end: int) -> bytes:
        """The last whole line of results, b"" where there is none."""
        begin = _end_of_last_line(self._out.fileno(), end - 1) if end else 0
        self._out.seek(begin)
        last = self._out.read(end - begin)
        return b"" if self._form == "csv" and last == self._head else last

    def _number(self, line: bytes) -> int:
        try:
            return line_number(line) if self._form == "csv" else int(json.loads(line)[self._numbered])
        except (ValueError, KeyError, TypeError):
            raise CannotContinue(f"{self._out.name}: 最后一行不是评分结果 / its last line is no result") from None

    def _rejected_to_keep(self) -> int:
        """Where the bad lines up to the last good one end; those behind it are looked at again."""
        self._rejected.seek(0)
        keep = 0
        for line in self._rejected:
            if not line.endswith(b"\n") or self._bad_number(line) > self.last_line:
                break
            keep += len(line)
        return keep

    def _bad_number(self, line: bytes) -> int:
        try:
            return int(json.loads(line)[self._numbered])
        except (ValueError, KeyError, TypeError):
            raise CannotContinue(f"{self._rejected.name}: 不是坏行记录 / it holds something else") from None


def _end_of_last_line(file: int, before: int | None = None) -> int:
    """How many bytes there are up to the last line feed within the first `before` ones."""
    end = os.fstat(file).st_size if before is None else before
    while end > 0:
        begin = max(0, end - 65_536)
        found = os.pread(file, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0
