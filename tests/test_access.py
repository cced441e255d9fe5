"""Whether a service may start, as its settings, its keys and its address stand together."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.access import AccessRefused, check_access
from app.cli import app
from app.settings import Settings
from app.storage.migrate import upgrade
from app.storage.signing import create_key_file
from tests.callers import NOBODYS_KEY, issue, keys_of

OIDC = {"oidc_issuer": "https://login.example.gov.cn", "oidc_audience": "jixiao"}
EVERYWHERE = ("0.0.0.0", "::", "10.0.0.7", "jixiao.intranet", "")


@pytest.fixture
def url(migrated_database_url: str) -> str:
    return migrated_database_url


def check(url: str, **settings: Any) -> bool:
    return check_access(Settings(database_url=url, **settings))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_without_identities_this_machine_is_served(url: str, host: str) -> None:
    assert check(url, host=host) is False


@pytest.mark.parametrize("host", EVERYWHERE)
def test_without_identities_no_other_machine_is_served(url: str, host: str) -> None:
    with pytest.raises(AccessRefused, match=r"jixiao keys create.*BOOTSTRAP_KEY_FILE.*OIDC_ISSUER"):
        check(url, host=host)


def test_a_key_or_a_provider_opens_the_network(url: str) -> None:
    assert check(url, host="0.0.0.0", **OIDC)
    issue(url, "admin")
    assert check(url, host="0.0.0.0")


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": OIDC["oidc_issuer"]},
        {"oidc_audience": "jixiao"},
        {"oidc_jwks_url": "https://login.example.gov.cn/keys"},
        {**OIDC, "oidc_issuer": "http://login.example.gov.cn"},
        {**OIDC, "oidc_issuer": "login.example.gov.cn"},
        {**OIDC, "oidc_jwks_url": "http://login.example.gov.cn/keys"},
        {**OIDC, "oidc_tenant": "No Tenant"},
    ],
    ids=repr,
)
def test_a_provider_that_is_half_set_up_is_refused(url: str, settings: dict[str, Any]) -> None:
    with pytest.raises(AccessRefused, match=r"^OIDC_"):
        check(url, **settings)


def test_the_first_key_comes_from_a_file(url: str, tmp_path: Path) -> None:
    file = tmp_path / "first-key"
    file.write_text(f"{NOBODYS_KEY}\n")
    assert check(url, host="0.0.0.0", bootstrap_key_file=file)
    with keys_of(url) as keys:
        key, remaining = keys.verify(NOBODYS_KEY)
    assert (key.scopes, key.data.whole_tenant, key.tenant, remaining) == ({"admin"}, True, "default", None)


@pytest.mark.parametrize("content", [None, "", "hunter2", f"{NOBODYS_KEY}x", "密钥", "x" * 100_000])
def test_a_file_without_a_key_is_refused_and_nothing_is_made(url: str, tmp_path: Path, content: str | None) -> None:
    """A key made because a mount is missing would be one that nobody looks after."""
    file = tmp_path / "first-key"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(AccessRefused, match=r"BOOTSTRAP_KEY_FILE: .*jixiao keys generate"):
        check(url, bootstrap_key_file=file)
    assert file.exists() is (content is not None)
    with keys_of(url) as keys:
        assert keys.list() == []


def test_once_there_has_been_a_key_the_file_is_not_looked_at(url: str, tmp_path: Path) -> None:
    prefix = issue(url, "rules:read").split("_")[1]
    with keys_of(url) as keys:
        keys.revoke(prefix)
        assert check(url, host="0.0.0.0", bootstrap_key_file=tmp_path / "gone")
        file = tmp_path / "first-key"
        file.write_text(NOBODYS_KEY)
        assert check(url, bootstrap_key_file=file)
        assert [key.prefix for key in keys.list()] == [prefix]


def test_the_program_refuses_to_listen_to_the_network_and_says_what_to_do(tmp_path: Path) -> None:
    url, signing_key = f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "ledger.key"
    upgrade(url)
    create_key_file(signing_key)
    surroundings = {"DATABASE_URL": url, "LEDGER_KEY_FILE": str(signing_key), "HOST": "0.0.0.0"}
    result = CliRunner().invoke(app, ["serve"], env=surroundings)
    assert result.exit_code == 2
    assert "jixiao keys create" in result.stderr
    assert "start.refused" in result.stdout


def test_the_program_says_that_it_serves_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, signing_key = f"sqlite:///{tmp_path}/jixiao.db", tmp_path / "ledger.key"
    upgrade(url)
    create_key_file(signing_key)
    monkeypatch.setattr("app.serving.server.serve", lambda _application, _settings: None)
    surroundings = {"DATABASE_URL": url, "LEDGER_KEY_FILE": str(signing_key), "HOST": "127.0.0.1"}
    result = CliRunner().invoke(app, ["serve"], env=surroundings)
    assert (result.exit_code, "start.without_keys" in result.stdout) == (0, True), result.output
    assert "jixiao keys create" in result.stderr
    issue(url, "admin")
    result = CliRunner().invoke(app, ["serve"], env=surroundings)
    assert (result.exit_code, result.stderr) == (0, "")
