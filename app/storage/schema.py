"""Which revision of the schema a database has, and which one this program needs.

alembic, which migrates (migrate.py), could tell as well; a service that only looks would spend a tenth of its start on
loading it, and some milliseconds of every look on reading the migrations again.
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.storage.errors import SchemaOutdated, SchemaUnknown

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
_NAMES = re.compile(r"""^(revision|down_revision) = (?:"(\w+)"|None)$""", re.MULTILINE)
_FIRST = ""


@cache
def revisions() -> tuple[str, ...]:
    """Every revision, each behind the one that it changes."""
    after = {}
    for script in (MIGRATIONS / "versions").glob("*.py"):
        names = dict(_NAMES.findall(script.read_text(encoding="utf-8")))
        after[names["down_revision"]] = names["revision"]
    found = [_FIRST]
    while found[-1] in after:
        found.append(after[found[-1]])
    return tuple(found[1:])


def head_revision() -> str:
    """The revision that this program's tables.py describes."""
    return revisions()[-1]


def check_schema(connection: Connection) -> None:
    """Raises SchemaOutdated unless the database is at `head_revision`; SchemaUnknown if migrating would not help."""
    found = known_revision(connection)
    if found != head_revision():
        raise SchemaOutdated(
            f"数据库结构为 {found or '空'}，本程序需要 {head_revision()}：请运行 jixiao migrate"
            f" / the database's schema is {found or 'missing'}, this program needs {head_revision()}:"
            " run `jixiao migrate`"
        )


def known_revision(connection: Connection) -> str | None:
    """The revision of the database; None for an empty one. Raises SchemaUnknown."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found is not None and found not in revisions():
        raise SchemaUnknown(
            f"本程序不认识数据库的结构版本 {found}：它来自更新的版本或未发布的版本，请用相应版本的程序，或换一个数据库"
            f" / this program does not know the database's schema {found}, which a later version made, or one that was"
            " never released: use that version, or another database"
        )
    return found
