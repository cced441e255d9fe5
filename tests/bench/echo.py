"""The floor of a service: FastAPI reads the same body into a pydantic model and sends it back."""

from fastapi import FastAPI
from pydantic import BaseModel


class Named(BaseModel):
    code: str
    name: str


class RulePack(BaseModel):
    id: str
    version: str


class Amounts(BaseModel):
    initial_budget: str | None = None
    adjusted_budget: str | None = None
    executed: str | None = None


class Row(Amounts):
    source: str
    name: str


class Funds(BaseModel):
    unit: str
    total: Amounts
    rows: list[Row]
    weight: str
    declared_score: str


class Objective(BaseModel):
    expected: str
    actual: str


class Indicator(BaseModel):
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: str
    declared_score: str
    deviation_reason: str | None
    improvement: str | None


class Declared(BaseModel):
    total: str
    grade: str | None


class Form(BaseModel):
    kind: str
    fiscal_year: int
    region_code: str
    rule_pack: RulePack
    project: Named
    department: Named
    unit: Named
    funds: Funds
    objective: Objective
    indicators: list[Indicator]
    declared: Declared


app = FastAPI()


@app.post("/v1/evaluations", status_code=201)
async def echo(form: Form) -> Form:
    return form


@app.get("/readyz")
async def ready() -> str:
    return "ok"
