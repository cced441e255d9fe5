"""Every example that Swagger UI offers, of every operation there is, runs when a developer presses Execute.

Some ninety presses: `make integration` runs this file, in halves at once since a page has one processor; `make test`
the first example of each operation.
"""

import pytest

from tests.browser.pages import Operation, Site
from tests.forms import NAMES

pytestmark = pytest.mark.browser

RECORD = "{evaluation_id}"
# What else is made, and by which operation, to be named by others.
MADE = {"webhook_id": ("webhooks", "createWebhook"), "batch_id": ("batches", "createBatch")}
# What ends something comes last: it leaves nothing that could be revised, or paused.
LAST = ("withdrawEvaluation", "deleteWebhook")


@pytest.mark.parametrize("half", [0, 1])
def test_every_example_of_every_operation_executes(site: Site, half: int) -> None:
    site.open_docs()
    ids = recorded(site)
    operations = [operation for operation in site.all_operations() if operation[1] != "createEvaluation"]
    operations.sort(key=lambda operation: operation[1] in LAST)
    assert {operation[1] for operation in operations[-2:]} == {*LAST}
    made = {parameter: made_by(site, *operation) for parameter, operation in MADE.items()}
    refused = []
    for tag, operation_id, path in operations[half::2]:
        opened = site.operation(tag, operation_id)
        for name in opened.offered() or [""]:
            for parameter, value in made.items():
                if f"{{{parameter}}}" in path:
                    opened.fill(parameter, value)
            status = tried(opened, name, ids, path)
            if status >= 300:
                refused.append((operation_id, name, status))
            opened.clear()
        opened.close()
    assert refused == []


def recorded(site: Site) -> dict[str, str]:
    """Each form recorded once, through the page: its id by its name."""
    create = site.operation("evaluations", "createEvaluation")
    ids = {}
    for name in create.offered():
        create.choose(name)
        status, answer = create.execute()
        assert status == 201, name
        ids[name] = answer["id"]
        create.clear()
    create.close()
    assert sorted(ids) == list(NAMES)
    return ids


def made_by(site: Site, tag: str, operation_id: str) -> str:
    """The id of what this operation makes, pressed once."""
    create = site.operation(tag, operation_id)
    status, answer = create.execute()
    assert 200 < status < 300, (operation_id, answer)
    create.close()
    return str(answer["id"])


def tried(operation: Operation, name: str, ids: dict[str, str], path: str) -> int:
    """A revision is of the same form; all else may be of any."""
    if RECORD in path:
        operation.fill("evaluation_id", ids.get(name, next(iter(ids.values()))))
    if name:
        operation.choose(name)
    return operation.press()
