"""The pages of the service as a browser on the intranet sees them."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect

# Patient: a machine that runs all the tests at once draws slowly.
expect.set_options(timeout=20_000)


@dataclass
class Site:
    """The service under the address that the browser knows, and what its pages did."""

    address: str
    page: Page
    key: str
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", self._note_error)

    def outside(self) -> list[str]:
        """Every request that went anywhere but to the service."""
        own = urlsplit(self.address).netloc
        return [request.url for request in self.requests if urlsplit(request.url).netloc not in ("", own)]

    def open_docs(self) -> None:
        """Opens the documentation and authorizes with the key."""
        self.open_docs_as_nobody()
        self.authorize("Bearer")

    def open_docs_as_nobody(self) -> None:
        self.page.goto(f"{self.address}/docs")
        expect(self.page.locator(".opblock").first).to_be_visible()

    def authorize(self, scheme: str) -> None:
        """Presses Authorize and enters the key in the part of this scheme."""
        self.page.locator(".auth-wrapper button.authorize").click()
        dialog = self.page.locator(".dialog-ux")
        part = dialog.locator(".auth-container", has=self.page.locator("h4", has_text=scheme))
        part.locator("input").fill(self.key)
        part.locator("button.authorize").click()
        expect(part.locator("button", has_text="Logout")).to_be_visible()
        dialog.locator("button.close-modal").click()
        expect(dialog).to_have_count(0)

    def all_operations(self) -> list[tuple[str, str, str]]:
        """Tag, id and path of every operation, in the order of the page."""
        found = []
        for block in self.page.locator(".opblock").all():
            name = re.fullmatch(r"operations-(.+)-(\w+)", str(block.get_attribute("id")))
            path = block.locator(".opblock-summary-path").get_attribute("data-path")
            assert name, "a block without an operation"
            found.append((name[1], name[2], str(path)))
        return found

    def operations(self, method: str) -> list[tuple[str, str]]:
        """Tag and id of every operation of this method that needs no id of what was made before."""
        names = ("evaluation_id", "webhook_id", "batch_id")
        of_one = self.page.locator(", ".join(f"[data-path*='{{{name}}}']" for name in names))
        blocks = self.page.locator(f".opblock-{method}", has_not=of_one)
        found = [re.fullmatch(r"operations-(.+)-(\w+)", str(block.get_attribute("id"))) for block in blocks.all()]
        return [(name[1], name[2]) for name in found if name]

    def operation(self, tag: str, operation_id: str) -> "Operation":
        """Opens an operation."""
        block = self.page.locator(f"#operations-{tag}-{operation_id}")
        block.locator(".opblock-summary-control").click()
        expect(block.locator("button.execute")).to_be_visible()
        return Operation(block)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note_message(self, message: ConsoleMessage) -> None:
        # The browser itself reports every answer from 400 on as an error.
        if message.type in ("warning", "error") and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))


@dataclass
class Operation:
    """One operation on the page."""

    block: Locator

    def execute(self) -> tuple[int, Any]:
        """Presses Execute; the status and the body that the page shows, as data where it is JSON."""
        status = self.press()
        shown = self._answer().locator("pre.microlight").first.inner_text()
        return status, json.loads(shown) if shown.startswith(("{", "[")) else shown

    def press(self) -> int:
        """Presses Execute; the status that the page shows, whatever the body is."""
        self.block.locator("button.execute").click()
        expect(self._answer()).to_be_visible()
        expect(self.block.locator(".loading-container")).to_have_count(0)
        return int(self._answer().locator(".response-col_status").first.inner_text())

    def fill(self, parameter: str, value: str) -> None:
        self.block.locator(f"tr[data-param-name='{parameter}'] input").fill(value)

    def close(self) -> None:
        """Folds the operation up: every open one slows the page down."""
        self.block.locator(".opblock-summary-control").click()

    def clear(self) -> None:
        self.block.locator("button.btn-clear").click()

    def offered(self) -> list[str]:
        """The names of the request bodies to choose from."""
        options = self._bodies().locator("option").all()
        return [str(option.get_attribute("value")) for option in options]

    def choose(self, name: str) -> None:
        self._bodies().select_option(name)

    def _answer(self) -> Locator:
        return self.block.locator(".live-responses-table tbody")

    def _bodies(self) -> Locator:
        return self.block.locator(".opblock-section-request-body .examples-select-element")
