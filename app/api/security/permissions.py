"""What a route asks of its caller.

    caller: Annotated[Caller, Depends(needs("evaluations:read"))]
    router = APIRouter(dependencies=[Depends(public())])

A route that declares neither keeps the service from being put together: nothing is open by oversight.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from app.api.limits.problem_types import RateLimited
from app.api.limits.rate_limit import RateLimit
from app.api.security.caller import Caller, Scope
from app.api.security.problem_types import ScopeMissing, WholeTenantNeeded

Identify = Callable[[Request], Awaitable[Caller]]


@dataclass(frozen=True, slots=True)
class Permission:
    """A scope that the caller must have, and whether for the whole tenant; as a dependency it gives the caller."""

    scope: Scope
    whole_tenant: bool = False

    async def __call__(self, request: Request) -> Caller:
        """Raises Unauthenticated, ScopeMissing or WholeTenantNeeded."""
        caller = await _caller_of(request)
        if not caller.may(self.scope):
            raise ScopeMissing(self.scope)
        if self.whole_tenant and not caller.data.whole_tenant:
            raise WholeTenantNeeded
        return caller


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing is asked: whoever reaches the service may call."""

    async def __call__(self) -> None:
        return None


def needs(scope: Scope, *, whole_tenant: bool = False) -> Permission:
    """Only callers with this scope; with `whole_tenant`, only those whose data scope has no limit."""
    return Permission(scope, whole_tenant)


def public() -> Open:
    """Everybody, known or not."""
    return Open()


class Declared(NamedTuple):
    """A route and what it asks; None where it does not say."""

    route: RouteContext
    permission: Permission | Open | None


def declared_permissions(routes: Sequence[BaseRoute]) -> Iterator[Declared]:
    """Every route that answers with code of ours, with its permission; files and mounts have none to declare."""
    for route in iter_route_contexts(routes):
        dependant = getattr(route, "dependant", None)
        if dependant is not None:
            yield Declared(route, permission_of(dependant))


def permission_of(dependant: Dependant) -> Permission | Open | None:
    """What the dependencies of a route declare. Raises TypeError where they declare two different things."""
    found = {each.call for each in _below(dependant) if isinstance(each.call, Permission | Open)}
    if len(found) > 1:
        raise TypeError(f"{dependant.path}: one permission, not {len(found)}")
    return next(iter(found), None)


def require_declarations(routes: Sequence[BaseRoute]) -> None:
    """Raises TypeError, when the application is put together, for a route that does not say who may call it."""
    silent = [declared.route.path for declared in declared_permissions(routes) if declared.permission is None]
    if silent:
        raise TypeError(f"no needs(…) and no public(): {', '.join(map(str, silent))}")


def _below(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from _below(each)


async def _caller_of(request: Request) -> Caller:
    """The caller, identified and counted once a request. Raises RateLimited beside what identifying raises."""
    state = request.scope.setdefault("state", {})
    caller: Caller | None = state.get("caller")
    if caller is None:
        service = request.app.state
        state["caller"] = caller = await service.identify(request)
        if service.rate_limit is not None:
            _count(request, caller, service.rate_limit)
    return caller


def _count(request: Request, caller: Caller, limit: RateLimit) -> None:
    standing = limit.count(caller.tenant, caller.subject)
    request.scope["state"]["fields"] = standing.fields
    if not standing.accepted:
        raise RateLimited(retry_after=standing.seconds)
