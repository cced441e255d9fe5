"""The first page: both languages, the packs in force, a command that works as printed, and nothing from elsewhere."""

import hashlib
import os
import re
import shutil
import subprocess
from base64 import b64encode
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.domain.rule_pack import PackStatus
from app.rules.catalogue import load_catalogue
from tests.databases import SqliteDatabases
from tests.forms import NAMES, example_bytes
from tests.network import listening
from tests.own_packs import ID, write_draft
from tests.serving import AT_THE_MACHINE, application, shipped_packs

PAGES = ("/", "/examples", "/problems", "/problems/not-found")


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of a service whose database nobody asks."""
    return TestClient(application("sqlite:///unused.db"))


def test_every_pack_in_force_is_named_with_its_titles(client: TestClient) -> None:
    page = unescape(client.get("/").text)
    catalogue = shipped_packs()
    packs = [pack for pack_id in catalogue.ids() for pack in catalogue.versions(pack_id)]
    assert len(packs) > 5
    for pack in packs:
        assert pack.status is PackStatus.IN_FORCE
        assert f"{pack.id} {pack.version}" in page
        assert pack.title.zh in page
        assert pack.title.en in page
        assert str(pack.scope.first_year) in page
        assert (pack.scope.region or "全国") in page


def test_a_draft_is_not_in_force(tmp_path: Path) -> None:
    write_draft(tmp_path)
    page = TestClient(application("sqlite:///unused.db", catalogue=load_catalogue(tmp_path))).get("/").text
    assert f"{ID} 1.0.0" in page
    assert f"{ID} 2.0.0" not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_alone(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<link|<img|\bsrc=|\bstyle=|\bon\w+=", answer.text)
    assert "中" not in style


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/perf"])
def test_every_address_is_relative_and_leads_somewhere(path: str, prefix: str, tmp_path: Path) -> None:
    with TestClient(application(f"sqlite:///{tmp_path}/new.db"), root_path=prefix, **AT_THE_MACHINE) as client:
        page = client.get(f"{prefix}{path}")
        addresses = re.findall(r'href="([^"]+)"', page.text)
        assert addresses
        for address in addresses:
            assert not re.match(r"\w+:|/", address)
            assert client.get(str(page.url.join(address))).status_code == 200, address


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_served_as_it_is_committed(client: TestClient, name: str) -> None:
    answer = client.get(f"/examples/{name}.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == example_bytes(name)


@pytest.mark.parametrize("name", ["nothing", "..%2Fv1", "..%2f..%2fpyproject"])
def test_no_other_file_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/examples/{name}.json").status_code == 404


@pytest.mark.skipif(not shutil.which("curl") and not os.environ.get("CI"), reason="the command needs curl")
@pytest.mark.parametrize("prefix", ["", "/perf"])
def test_the_command_on_the_page_scores_a_form(sqlite_databases: SqliteDatabases, prefix: str) -> None:
    with sqlite_databases.migrated() as url, listening(application(url), prefix) as port:
        page = TestClient(application(url), base_url=f"http://127.0.0.1:{port}", root_path=prefix).get(f"{prefix}/")
        (command,) = re.findall(r"<pre>(.*?)</pre>", page.text, re.DOTALL)
        run = subprocess.run(["sh", "-c", unescape(command)], capture_output=True, text=True, check=True, timeout=60)
    assert '"score":"98.48"' in run.stdout
