"""The permissions in the OpenAPI document: schemes for Authorize, and what each operation asks."""

from typing import Any

from fastapi import FastAPI

from app.api.limits.problem_types import RateLimited
from app.api.problem import Problem
from app.api.problem_document import problem_responses
from app.api.problem_types import ServiceUnavailable
from app.api.security.permissions import Open, Permission, declared_permissions
from app.api.security.problem_types import OutsideDataScope, ScopeMissing, Unauthenticated, WholeTenantNeeded

_SCHEMES = {
    "Bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "API 密钥，或统一身份认证签发的 JWT / an API key, or a JWT of the identity provider",
    },
    "X-API-Key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "API 密钥 / an API key",
    },
}


def describe_permissions(application: FastAPI, document: dict[str, Any]) -> None:
    """Adds the schemes, and to every operation `security`, `x-scope`, 401, 403 and 429."""
    document["components"]["securitySchemes"] = _SCHEMES
    for route, permission in declared_permissions(application.routes):
        operations = document["paths"].get(route.path_format, {})
        for method in route.methods or ():
            if permission is not None and method.lower() in operations:
                _describe(operations[method.lower()], permission)


def _describe(operation: dict[str, Any], permission: Permission | Open) -> None:
    if isinstance(permission, Open):
        operation["security"] = []
        return
    operation["security"] = [{name: []} for name in _SCHEMES]
    operation["x-scope"] = permission.scope
    # A route that itself says when it is unavailable keeps what it says.
    responses = {**_UNAVAILABLE, **operation["responses"], **_refusals(permission)}
    operation["responses"] = {status: responses[status] for status in sorted(responses)}


def _refusals(permission: Permission) -> dict[str, Any]:
    kinds: list[type[Problem]] = [ScopeMissing, RateLimited]
    if permission.whole_tenant:
        kinds.append(WholeTenantNeeded)
    if permission.scope == "evaluations:write":
        kinds.append(OutsideDataScope)
    return {**_UNAUTHENTICATED, **_described(*kinds)}


def _described(*kinds: type[Problem]) -> dict[str, Any]:
    return {str(status): response for status, response in problem_responses(*kinds).items()}


# Who calls may have to be looked up.
_UNAVAILABLE = _described(ServiceUnavailable)
_CHALLENGE = {"description": "如何表明身份 / how to say who calls", "schema": {"type": "string"}}
_UNAUTHENTICATED = {
    status: {**response, "headers": {"WWW-Authenticate": _CHALLENGE}}
    for status, response in _described(Unauthenticated).items()
}
