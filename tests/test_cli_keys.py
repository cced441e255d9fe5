"""`jixiao keys`: what a person types and reads, and what a script can rely on."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from tests.callers import keys_of

KEY = re.compile(r"jx_[a-z2-7]{16}_[a-z2-7]{52}\n")

Jixiao = Callable[..., Result]


@pytest.fixture
def keys(migrated_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Jixiao:
    """Runs `jixiao keys …` on an empty database."""
    monkeypatch.setenv("DATABASE_URL", migrated_database_url)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, ["keys", *arguments])


def created(keys: Jixiao, *options: str) -> dict[str, Any]:
    result = keys("create", "--subject", "platform", "--scope", "evaluations:read", *options, "--json")
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def test_a_new_key_is_the_only_thing_on_standard_output(keys: Jixiao) -> None:
    result = keys("create", "--subject", "平台", "--scope", "admin", "--label", "一体化")
    assert result.exit_code == 0, result.output
    assert KEY.fullmatch(result.stdout)
    assert "只显示这一次" in result.stderr
    assert result.stdout.strip() not in result.stderr
    assert "平台" in result.stderr


def test_a_new_key_opens_what_it_says(keys: Jixiao, migrated_database_url: str) -> None:
    made = created(
        keys,
        *("--scope", "evaluations:write", "--tenant", "fengtai", "--region", "1101"),
        *("--department", "149", "--department", "150", "--days", "30"),
    )
    with keys_of(migrated_database_url) as service:
        key, remaining = service.verify(made["key"])
    assert (made["tenant"], made["region"], made["departments"]) == ("fengtai", "1101", ["149", "150"])
    assert (key.tenant, key.data.region, key.data.departments) == ("fengtai", "1101", frozenset({"149", "150"}))
    assert key.scopes == {"evaluations:read", "evaluations:write"}
    assert remaining is not None
    assert remaining.days == 29


def test_a_key_lasts_a_year_unless_told(keys: Jixiao) -> None:
    year = created(keys)
    assert int(year["expires_at"][:4]) == int(year["created_at"][:4]) + 1
    assert created(keys, "--no-expiry")["expires_at"] is None


def test_the_list_shows_everything_but_what_opens(keys: Jixiao) -> None:
    made = created(keys, "--tenant", "fengtai")
    created(keys, "--tenant", "haidian")
    listed = keys("list", "--json")
    found = json.loads(listed.stdout)
    assert [each["tenant"] for each in found] == ["fengtai", "haidian"]
    assert found[0] == {name: value for name, value in made.items() if name != "key"}
    assert "digest" not in listed.stdout
    table = keys("list", "--tenant", "fengtai").stdout
    assert made["prefix"] in table
    assert "haidian" not in table
    for text in (table, listed.stdout):
        assert made["key"].rpartition("_")[2] not in text


def test_a_key_is_revoked_by_its_prefix_or_as_a_whole(keys: Jixiao) -> None:
    for named in ("prefix", "key"):
        made = created(keys)
        assert keys("revoke", made[named]).exit_code == 0
    assert [each["state"] for each in json.loads(keys("list", "--json").stdout)] == ["revoked", "revoked"]


def test_a_rotation_gives_a_new_key_and_an_end_to_the_old_one(keys: Jixiao) -> None:
    old = created(keys, "--no-expiry", "--region", "11")
    new = json.loads(keys("rotate", old["prefix"], "--overlap-hours", "1", "--json").stdout)
    assert (new["subject"], new["region"], new["replaces"]) == (old["subject"], "11", old["prefix"])
    assert new["key"] != old["key"]
    listed = {each["prefix"]: each for each in json.loads(keys("list", "--json").stdout)}
    assert listed[old["prefix"]]["expires_at"] is not None
    assert KEY.fullmatch(keys("rotate", new["prefix"]).stdout)


def test_a_key_that_has_ended_is_not_rotated(keys: Jixiao) -> None:
    made = created(keys)
    keys("revoke", made["prefix"])
    result = keys("rotate", made["prefix"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "jixiao keys create" in result.stderr


@pytest.mark.parametrize("command", ["revoke", "rotate"])
def test_a_key_that_does_not_exist_is_refused_in_words(keys: Jixiao, command: str) -> None:
    result = keys(command, "nonesuch")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nonesuch" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--scope", "admin"],
        ["--subject", "a"],
        ["--subject", "a", "--scope", "everything"],
        ["--subject", " a", "--scope", "admin"],
        ["--subject", "a", "--scope", "admin", "--tenant", "Beijing"],
        ["--subject", "a", "--scope", "admin", "--region", "Beijing"],
        ["--subject", "a", "--scope", "admin", "--department", ""],
        ["--subject", "a", "--scope", "admin", "--days", "0"],
    ],
    ids=" ".join,
)
def test_a_wrong_option_makes_no_key(keys: Jixiao, options: list[str]) -> None:
    result = keys("create", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert json.loads(keys("list", "--json").stdout) == []


def test_a_key_for_the_bootstrap_file_is_printed_and_not_stored(keys: Jixiao) -> None:
    assert KEY.fullmatch(keys("generate").stdout)
    assert json.loads(keys("list", "--json").stdout) == []


def test_a_database_nobody_migrated_is_said(database_url: str) -> None:
    result = CliRunner().invoke(app, ["keys", "list"], env={"DATABASE_URL": database_url})
    assert result.exit_code == 2
    assert "api_key" in result.stderr
    assert "Traceback" not in result.output
