"""A headless Chromium on the running service. Without a browser these tests are skipped, where that is allowed."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import Site
from tests.callers import issue
from tests.databases import SqliteDatabases
from tests.network import listening
from tests.serving import application

# Not localhost, where Swagger UI leaves out some of the requests it makes elsewhere.
HOST = "jixiao.intranet"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium from the system; closed with the module, since its event loop would disturb other tests."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, and there is no Chromium on the PATH")
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def prefix() -> str:
    """Where a gateway puts the service."""
    return ""


@pytest.fixture
def site(browser: Browser, sqlite_databases: SqliteDatabases, prefix: str) -> Iterator[Site]:
    """The service on an empty database, a page, and a key; no request may leave it, and no page may complain."""
    # The webhooks of the examples can be subscribed; nothing is sent to them.
    settings = {"webhook_targets": "https://platform.example.gov.cn", "background_work": False}
    with sqlite_databases.migrated() as url, listening(application(url, settings=settings), prefix) as port:
        page = browser.new_page()
        visited = Site(f"http://{HOST}:{port}{prefix}", page, issue(url, "admin"))
        yield visited
        page.close()
    assert visited.outside() == []
    assert visited.complaints == []
