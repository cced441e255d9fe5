"""docs/operations.md in both languages: its tables are the program's own, and its commands are run as they stand."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from app.access import AccessRefused
from app.cli import app
from app.logs.events import SecurityEvent, ServiceEvent
from app.rules.errors import RulePackError
from app.settings import Settings
from app.storage.commit import record_batch
from app.storage.engine import create_engine
from app.storage.errors import StorageError
from tests.databases import PostgresqlDatabases
from tests.postgresql import installed_program
from tests.server.proxies import free_port, haproxy_configuration, nginx_configuration, required
from tests.storage.making import new_evaluation

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = [DOCS / "operations.md", DOCS / "operations.zh-CN.md"]
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+?) \|(?: (.*?))? \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")
TODAY = "$(date -u +%F)"


def text_of(guide: Path) -> str:
    return guide.read_text(encoding="utf-8")


def section(guide: Path, number: int) -> str:
    """The text under the heading of that number, which is the same one in both languages."""
    return text_of(guide).split("\n## ")[number]


def first_cells(text: str) -> list[str]:
    """The names in the first column of a table."""
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in NAME.findall(row.split(" | ")[0])]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_setting_is_told_with_its_default(guide: Path) -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`(.+)`)? ?\| .+ \|$", section(guide, 1), re.MULTILINE))
    assert told == {name.upper(): written(field.default) for name, field in Settings.model_fields.items()}


def written(default: object) -> str:
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_event_is_told(guide: Path) -> None:
    assert sorted(first_cells(section(guide, 7))) == sorted([*SecurityEvent, *ServiceEvent])


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_reason_not_to_start_is_the_name_of_an_error(guide: Path) -> None:
    known = {kind.__name__ for base in (StorageError, RulePackError, AccessRefused) for kind in below(base)}
    reasons = first_cells(section(guide, 5))
    assert {"DurabilityUnsafe", "ClockSkewed", "SchemaOutdated"} <= set(reasons) <= known | {"SettingsInvalid"}


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


@pytest.mark.parametrize("guide", [*GUIDES, DOCS.parent / "SECURITY.md"], ids=lambda guide: guide.name)
def test_every_reference_leads_somewhere(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(guide)):
        file, _, heading = target.partition("#")
        found = guide.parent / file if file else guide
        assert found.exists(), target
        if heading:
            assert heading in {anchor(line) for line in text_of(found).splitlines() if line.startswith("#")}, target


def anchor(line: str) -> str:
    return re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")


def test_both_languages_give_the_same_commands() -> None:
    english, chinese = (BLOCK.findall(text_of(guide)) for guide in GUIDES)
    assert english == chinese
    assert {scene for scene, _ in english} == {"sqlite", "postgresql", "proxy", "rollback"}


def blocks(scene: str) -> list[str]:
    return [text for named, text in BLOCK.findall(text_of(GUIDES[0])) if named == scene]


class Operator:
    """Somebody at a prompt in an empty folder, with these variables set."""

    def __init__(self, **variables: str) -> None:
        self.variables = variables

    def follow(self, block: str) -> str:
        """Runs each line, which must succeed; gives what they printed."""
        return "".join(map(self.run, block.splitlines()))

    def run(self, line: str) -> str:
        if "jixiao" in shlex.split(line):
            return self._run_jixiao(line)
        done = subprocess.run(
            ["bash", "-euc", line], env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _run_jixiao(self, line: str) -> str:
        """In this process, which has it loaded; of the shell the guide uses variables, the date and `>`."""
        words = [self._expanded(word) for word in shlex.split(line)]
        at = words.index("jixiao")
        arguments, target = words[at + 1 :], None
        if ">" in arguments:
            arguments, target = arguments[:-2], arguments[-1]
        surroundings = dict(word.split("=", 1) for word in words[:at])
        result = CliRunner(env={**self.variables, **surroundings}).invoke(app, arguments)
        assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception}"
        if target is not None:
            Path(target).write_text(result.stdout, encoding="utf-8")
        return result.stdout

    def _expanded(self, word: str) -> str:
        word = word.replace(TODAY, datetime.now(UTC).date().isoformat())
        return re.sub(r"\$(\w+)", lambda match: self.variables[match[1]], word)

    def _environment(self) -> dict[str, str]:
        places = [Path(sys.executable).parent, installed_program("psql").parent, os.environ["PATH"], "/usr/sbin"]
        return {**os.environ, **self.variables, "PATH": ":".join(map(str, places))}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record_some(url: str) -> None:
    engine = create_engine(url)
    record_batch(engine, [new_evaluation(tenant="default") for _ in range(3)])
    engine.dispose()


def test_the_commands_work_on_the_embedded_database(folder: Path) -> None:
    operator = Operator(DATABASE_URL="sqlite:///jixiao.db", LEDGER_KEY_FILE="ledger.key")
    first, *others = blocks("sqlite")
    listed = operator.follow(first)
    operator.variables["PREFIX"] = next(line for line in listed.splitlines() if "budget-office" in line).split()[0]
    record_some("sqlite:///jixiao.db")
    printed = [operator.follow(block) for block in others]
    assert sum("ok: default" in each for each in printed) >= 3
    for block in blocks("rollback"):
        operator.variables["REVISION"] = "base"
        operator.follow(block)


@pytest.mark.postgresql
def test_the_commands_work_on_postgresql(folder: Path, postgresql_databases: PostgresqlDatabases) -> None:
    with postgresql_databases.migrated() as url, postgresql_databases.empty() as restored:
        operator = Operator(DATABASE_URL=plain(url), RESTORED_URL=plain(restored), LEDGER_KEY_FILE="ledger.key")
        try:
            # The role, which the guide makes where it tells of upgrades, is there when a backup is restored.
            *others, role = blocks("postgresql")
            operator.follow(role)
            record_some(url)
            assert all("ok: default" in operator.follow(block) for block in others)
        finally:
            drop_role(url, restored)


def plain(url: str) -> str:
    """The address as PostgreSQL's own programs take it."""
    parsed = make_url(url)
    return f"postgresql://postgres@/{parsed.database}?host={parsed.query['host']}"


def drop_role(*urls: str) -> None:
    for url in urls:
        with psycopg.connect(plain(url), autocommit=True) as connection:
            connection.execute("DROP OWNED BY jixiao_service")
    with psycopg.connect(plain(urls[0]), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP ROLE jixiao_service"))


def test_the_proxies_find_their_configurations_sound(folder: Path) -> None:
    for program, configure in (("nginx", nginx_configuration), ("haproxy", haproxy_configuration)):
        required(program)
        configure(folder, free_port(), 8000)
    (block,) = blocks("proxy")
    Operator().follow(block)
