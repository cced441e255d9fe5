"""What an afternoon with FastAPI and SQLModel gives: one row a form, one commit a request, no key and no ledger."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

from tests.bench.echo import Form
from tests.bench.naive import score


class Stored(SQLModel, table=True):
    """A form with its answer."""

    id: int | None = Field(default=None, primary_key=True)
    project: str
    form: str
    answer: str


def _engine() -> Engine:
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    # As many as there are threads: with SQLAlchemy's fifteen, requests wait for each other without end.
    engine = create_engine(url, pool_size=40)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _durable(connection: object, _record: object) -> None:
            for pragma in ("journal_mode = WAL", "synchronous = FULL"):
                connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    SQLModel.metadata.create_all(engine, [SQLModel.metadata.tables["stored"]])
    return engine


ENGINE = _engine()
app = FastAPI()


def session() -> Iterator[Session]:
    with Session(ENGINE) as opened:
        yield opened


@app.post("/v1/evaluations", status_code=201)
def create(form: Form, opened: Annotated[Session, Depends(session)]) -> Stored:
    text = form.model_dump_json()
    stored = Stored(project=form.project.code, form=text, answer=score(text.encode()).decode())
    opened.add(stored)
    opened.commit()
    opened.refresh(stored)
    return stored


@app.get("/readyz")
async def ready() -> str:
    return "ok"
