"""Every route says who may call it, and what it says is what it does."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.testclient import TestClient

from app.api.problems import install_problems
from app.api.security.caller import LOCAL_CALLER, SCOPES, Caller, Scope
from app.api.security.permissions import declared_permissions, needs, public, require_declarations
from app.api.security.problem_types import Unauthenticated
from app.api.strict_json import StrictJsonRoute
from app.api.v1.fields import RequestModel
from app.storage.data_scope import WHOLE_TENANT, DataScope
from tests.hostile.runner import problem_in
from tests.serving import application

# What answers without code of ours: the document and the files of Swagger UI.
FILES = {"/openapi.json", "/docs/assets"}


class Body(RequestModel):
    word: str


@pytest.fixture(scope="module")
def service() -> FastAPI:
    return application("sqlite:///nowhere/unused.db")


def caller(*scopes: Scope, data: DataScope = WHOLE_TENANT) -> Caller:
    return Caller("default", "test", frozenset(scopes), data, "key")


def asking(now: Caller | None, *routers: APIRouter) -> TestClient:
    """A client that is `now`; None: nobody."""

    async def identify(_request: Request) -> Caller:
        if now is None:
            raise Unauthenticated
        return now

    app = FastAPI()
    app.state.identify = identify
    app.state.rate_limit = None
    for each in routers:
        app.include_router(each)
    install_problems(app)
    return TestClient(app)


def one_route(scope: Scope, *, whole_tenant: bool = False) -> APIRouter:
    router = APIRouter(route_class=StrictJsonRoute)

    @router.get("/x")
    def read(now: Annotated[Caller, Depends(needs(scope, whole_tenant=whole_tenant))]) -> str:
        return now.subject

    @router.post("/x", dependencies=[Depends(needs(scope))])
    def write(body: Body) -> str:
        return body.word

    return router


def test_every_route_of_the_service_declares_its_permission(service: FastAPI) -> None:
    declared = list(declared_permissions(service.routes))
    assert len(declared) > 20
    assert [each.route.path for each in declared if each.permission is None] == []


def test_what_declares_nothing_is_files_alone(service: FastAPI) -> None:
    assert {
        route.path for route in service.routes if hasattr(route, "path") and not hasattr(route, "dependant")
    } == FILES


def test_a_route_without_a_permission_keeps_the_service_from_being_put_together() -> None:
    silent = APIRouter(prefix="/v1")
    silent.get("/forgotten")(lambda: None)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(one_route("admin"))
    require_declarations(app.routes)
    app.include_router(silent)
    with pytest.raises(TypeError, match="/v1/forgotten"):
        require_declarations(app.routes)


def test_two_different_permissions_on_one_route_are_a_mistake() -> None:
    router = APIRouter(dependencies=[Depends(public())])
    router.get("/both", dependencies=[Depends(needs("admin"))])(lambda: None)
    app = FastAPI()
    app.include_router(router)
    with pytest.raises(TypeError, match="/both"):
        require_declarations(app.routes)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_own_routes_and_admin_opens_all(scope: Scope) -> None:
    others = [each for each in SCOPES if each not in (scope, "admin")]
    for holder in {scope, "admin"}:
        assert asking(caller(holder), one_route(scope)).get("/x").json() == "test"
    answer = asking(caller(*others), one_route(scope)).get("/x")
    assert answer.status_code == 403
    assert (problem_in(answer)["type"], answer.json()["scope"]) == ("/problems/scope-missing", scope)


def test_a_route_for_the_whole_tenant_is_closed_to_a_limited_data_scope() -> None:
    routes = one_route("audit:read", whole_tenant=True)
    assert asking(caller("audit:read"), routes).get("/x").status_code == 200
    for data in (DataScope(region="11"), DataScope(departments=frozenset({"149"})), DataScope(departments=frozenset())):
        answer = asking(caller("admin", data=data), routes).get("/x")
        assert (answer.status_code, problem_in(answer)["type"]) == (403, "/problems/whole-tenant-needed")


def test_nobody_is_asked_who_they_are() -> None:
    answer = asking(None, one_route("evaluations:read")).get("/x")
    assert (answer.status_code, problem_in(answer)["type"]) == (401, "/problems/unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("now", "status"), [(None, 401), (caller("audit:read"), 403)])
@pytest.mark.parametrize("content", [b"{", b'{"word": 1}', b"\xff", b'{"word": "' + b"x" * 3_000_000 + b'"}'])
def test_a_body_is_not_looked_at_before_it_is_known_who_sent_it(
    now: Caller | None, status: int, content: bytes
) -> None:
    client = asking(now, one_route("evaluations:write"))
    assert client.post("/x", content=content, headers={"content-type": "application/json"}).status_code == status


def test_the_local_caller_may_everything_everywhere() -> None:
    assert all(LOCAL_CALLER.may(scope) for scope in SCOPES)
    assert LOCAL_CALLER.data.whole_tenant


@pytest.mark.parametrize(
    ("data", "region", "department", "inside"),
    [
        (WHOLE_TENANT, None, None, True),
        (DataScope(region="1101"), "110106", None, True),
        (DataScope(region="110106"), "110106", None, True),
        (DataScope(region="1101"), "11", None, False),
        (DataScope(region="1101"), "120106", None, False),
        (DataScope(region="1101"), None, None, False),
        (DataScope(departments=frozenset({"149"})), None, "149", True),
        (DataScope(departments=frozenset({"149"})), None, "1490", False),
        (DataScope(departments=frozenset({"149"})), None, None, False),
        (DataScope(departments=frozenset()), None, "149", False),
        (DataScope("11", frozenset({"149"})), "110106", "149", True),
        (DataScope("11", frozenset({"149"})), "120106", "149", False),
        (DataScope("11", frozenset({"149"})), "110106", "150", False),
    ],
)
def test_a_data_scope_admits_its_regions_and_departments(
    data: DataScope, region: str | None, department: str | None, inside: bool
) -> None:
    assert data.admits(region, department) is inside


def test_the_document_says_what_each_operation_asks(service: FastAPI) -> None:
    document: dict[str, Any] = service.openapi()
    assert document["components"]["securitySchemes"].keys() == {"Bearer", "X-API-Key"}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path in ("/healthz", "/readyz", "/v1/audit/verifier"):
                assert (operation["security"], "x-scope" in operation) == ([], False)
                continue
            assert operation["security"] == [{"Bearer": []}, {"X-API-Key": []}], (method, path)
            assert operation["x-scope"] in SCOPES
            assert {"401", "403"} <= operation["responses"].keys()
