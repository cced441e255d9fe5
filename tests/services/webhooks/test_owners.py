"""Whose subscriptions go on: those of subjects with a key that works and opens everything, or without any key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.services.webhooks.owners import Owners
from app.storage.api_keys import ApiKey
from app.storage.data_scope import WHOLE_TENANT, DataScope

NOW = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def key(**changes: Any) -> ApiKey:
    facts: dict[str, Any] = {
        "prefix": "a" * 16,
        "secret_digest": "sha256:0",
        "tenant": "default",
        "subject": "platform",
        "label": None,
        "scopes": frozenset({"evaluations:read"}),
        "data": WHOLE_TENANT,
        "created_at": NOW,
        "expires_at": None,
    }
    return ApiKey(**(facts | changes))


class Keys:
    def __init__(self, *keys: ApiKey) -> None:
        self.keys = keys

    def list(self, tenant: str | None) -> list[ApiKey]:
        return [each for each in self.keys if each.tenant == tenant]


def may_read(*keys: ApiKey) -> bool:
    return Owners(Keys(*keys), lambda: NOW).may_read("default", "platform")


@pytest.mark.parametrize(
    "changes",
    [{}, {"scopes": frozenset({"admin"})}, {"expires_at": NOW + SECOND}],
)
def test_a_key_that_opens_the_records_lets_it_go_on(changes: dict[str, Any]) -> None:
    assert may_read(key(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"revoked_at": NOW},
        {"expires_at": NOW},
        {"scopes": frozenset({"evaluations:write", "audit:read", "rules:read"})},
        {"data": DataScope(region="1101")},
        {"data": DataScope(departments=frozenset({"149"}))},
    ],
)
def test_a_key_that_does_not_any_more_ends_it_unless_another_one_does(changes: dict[str, Any]) -> None:
    assert not may_read(key(**changes))
    assert may_read(key(**changes), key())


def test_a_subject_that_never_had_a_key_is_known_otherwise() -> None:
    assert may_read()
    assert may_read(key(subject="other", revoked_at=NOW), key(tenant="another", revoked_at=NOW))
