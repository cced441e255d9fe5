"""The smallest application with the HTTP input edge: the route class, the problems, one endpoint that echoes."""

from typing import Any

from fastapi import APIRouter, FastAPI

from app.api.exchange import ExchangeMiddleware
from app.api.problem_pages import router as problem_pages
from app.api.problems import install_problems
from app.api.strict_json import StrictJsonRoute
from app.api.v1.requests import EvaluationRequest


def edge_app(*further: APIRouter) -> FastAPI:
    """An application that answers a form with what it read."""
    router = APIRouter(prefix="/v1", route_class=StrictJsonRoute)

    @router.post("/evaluations")
    def echo(body: EvaluationRequest) -> dict[str, Any]:
        return body.model_dump(exclude_none=True)

    app = FastAPI()
    app.add_middleware(ExchangeMiddleware)
    for each in (router, problem_pages, *further):
        app.include_router(each)
    install_problems(app)
    return app
