"""What may be asked of the ledger."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from app.api.v1.fields import RequestModel, told
from app.services.verify_ledger import MOST_ENTRIES
from app.storage.merkle import LARGEST_SIZE

MOST_NOTES = 20
_LONGEST_NOTE = 4000

Size = Annotated[int, Field(ge=0, le=LARGEST_SIZE)]


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StretchQuery(_Query):
    """A stretch of the ledger, or of its checkpoints."""

    after: Size = Field(0, description="从此序号之后开始 / begins behind this position")
    limit: int = Field(100, ge=1, le=1000, description="最多几条 / at most so many")


class InclusionQuery(_Query):
    """Which entry, and in which ledger: by its evaluation, or by its position."""

    evaluation: str | None = Field(
        None, max_length=64, pattern="^[0-9A-Za-z-]+$", description="评价编号 / id of an evaluation"
    )
    position: int | None = Query(
        None,
        ge=1,
        le=LARGEST_SIZE,
        description="记录序号 / position of an entry",
        openapi_examples={"first": {"value": 1}},
    )
    tree_size: Size | None = Field(
        None,
        description="证明在先前多大的账册中；缺省为现账册 / in the ledger of this size; the present one by default",
    )


class ConsistencyQuery(_Query):
    """Between which two sizes of the ledger."""

    from_: int = Query(
        alias="from",
        ge=0,
        le=LARGEST_SIZE,
        description="先前的记录数 / the earlier size",
        openapi_examples={"first": {"value": 1}},
    )
    to: Size | None = Field(None, description="其后的记录数；缺省为现账册 / the later size; the present one by default")


Position = Annotated[StrictInt, Field(ge=1, le=LARGEST_SIZE)]
Note = Annotated[str, StringConstraints(strict=True, max_length=_LONGEST_NOTE)]


class VerificationRequest(RequestModel):
    """核验哪一段。Which stretch to verify."""

    from_: Annotated[Position, Field(alias="from"), told("起始序号。", "The first position.", 1)] = 1
    to: Annotated[
        Position | None,
        told(
            f"终止序号；缺省为一次所能核验的最远处（{MOST_ENTRIES} 条）。",
            f"The last position; as far as one call goes by default ({MOST_ENTRIES} entries).",
            MOST_ENTRIES,
        ),
    ] = None
    checkpoints: Annotated[
        list[Note],
        Field(max_length=MOST_NOTES),
        told(
            "自己另行保存的检查点：账册须曾经过其中每一个。账册若被整体改写，只有这样才能发现。",
            "Checkpoints that you have kept: the ledger must have passed through each. Nothing else shows that all of "
            "it was rewritten.",
            [],
        ),
    ] = Field(default_factory=list)
