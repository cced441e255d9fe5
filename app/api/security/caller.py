"""Who is calling, what they may do, and whose records they see."""

from dataclasses import dataclass
from typing import Literal, get_args

from app.storage.data_scope import WHOLE_TENANT, DataScope

Scope = Literal["evaluations:write", "evaluations:read", "audit:read", "rules:read", "admin"]

SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Caller:
    """`tenant` owns every record a request writes or reads; `data` is how much of it the caller sees."""

    tenant: str
    subject: str
    """Who it is, as records and logs name them."""
    scopes: frozenset[Scope]
    data: DataScope
    how: Literal["local", "key", "token"]

    def may(self, scope: Scope) -> bool:
        """Whether the caller has the scope; `admin` has them all."""
        return scope in self.scopes or "admin" in self.scopes


LOCAL_CALLER = Caller("default", "local", frozenset(SCOPES), WHOLE_TENANT, "local")
