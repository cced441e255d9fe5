"""What `make integration` tries, in this order; `number` is the item of issue 6."""

from tests.integration.batches import shared
from tests.integration.bundle import installed_without_a_network
from tests.integration.clients import SCOPES, exercised_by_java, exercised_by_python, followed, generated, typed
from tests.integration.engines import compiled, on_seekdb
from tests.integration.failover import failed_over
from tests.integration.item import Item, by_pytest
from tests.integration.quickstart import begun
from tests.integration.spectral import linted
from tests.integration.webhooks import kept_through_kills

ITEMS = (
    Item(
        "webhooks",
        "2",
        "Webhooks: order, signatures, refusals; their guide followed",
        by_pytest("tests/services/webhooks", "tests/api/test_webhooks.py", "tests/docs/test_webhooks_guide.py"),
    ),
    Item("webhook-kills", "2", "Webhooks of two workers, killed in between", kept_through_kills),
    Item(
        "batches",
        "1",
        "Batches over HTTP, at rest, killed and cancelled",
        by_pytest(
            "tests/api/test_batches.py",
            "tests/api/test_batch_items.py",
            "tests/api/test_body_items.py",
            "tests/services/batches",
            "tests/storage/test_batches.py",
            "tests/test_batch_survives.py",
            "tests/integration/every_scoring_process.py",
        ),
    ),
    Item("workers", "1", "10,000 forms by two workers, one of them killed", shared),
    Item(
        "platform",
        "3",
        "The platform's tables in, out and in the feed; the same score",
        by_pytest(
            "tests/services/platform",
            "tests/api/test_platform.py",
            "tests/api/test_platform_requests.py",
            "tests/api/test_platform_feed.py",
            "tests/docs/test_platform_guide.py",
        ),
    ),
    Item(
        "traces",
        "4",
        "Spans of request, scoring and commit; a loopback collector",
        by_pytest("tests/tracing"),
    ),
    Item("quickstart", "9", "docs/quickstart.md followed from make run on", begun),
    Item(
        "docs",
        "9",
        "Every link, command, error and finding of the documents",
        by_pytest("tests/docs/test_documents.py", "tests/errors", "tests/conformance/test_conformance.py"),
    ),
    Item("clients", "5", "Java and Python clients generated and compiled", generated),
    Item("java", "5", "The Java client against the running service", exercised_by_java),
    Item("python", "5", "The Python client against the running service", exercised_by_python),
    Item("typed", "5", "The Python client under a type checker", typed),
    Item("java-guide", "9", "docs/integration-java.md followed to the letter", followed("integration-java.md")),
    Item(
        "python-guide",
        "9",
        "docs/integration-python.md followed to the letter",
        followed("integration-python.md", *SCOPES),
    ),
    Item(
        "changes",
        "5",
        "Breaking changes since the last release; planted ones seen",
        by_pytest("tests/contract/test_changes.py", "tests/contract/test_released.py"),
    ),
    Item("lint", "5", "openapi/v1.json by Spectral and the house rules", linted),
    Item(
        "contract",
        "5",
        "Every operation told, exemplified, its refusals declared",
        by_pytest("tests/contract/test_operations.py", "tests/api/test_openapi.py", "tests/api/test_named_schemas.py"),
    ),
    Item(
        "chart", "6", "Where the points were lost, as a picture", by_pytest("tests/charts", "tests/api/test_charts.py")
    ),
    Item("start", "6", "The first page and its command", by_pytest("tests/api/test_start_page.py")),
    Item("seekdb", "7", "The ledger on an OceanBase engine, in MySQL mode", on_seekdb),
    Item("dialects", "7", "Tables and statements for CockroachDB, DM, openGauss", compiled),
    Item("failover", "7", "Two servers, two processes, the primary killed", failed_over),
    Item("bundle", "8", "The offline bundle installed without a network", installed_without_a_network),
    Item("browser", "6", "Pages and charts in Chromium, no outside request", by_pytest("-n", "2", "tests/browser")),
    Item(
        "examples", "6", "Every example of Swagger UI executes", by_pytest("-n", "2", "tests/browser/every_example.py")
    ),
)
