"""What the feed hands out with view=platform, as schemas: the ledger's entries with tables beside them."""

from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Annotated, Any

from pydantic import Field, create_model

from app.api.v1.feed_answers import FeedAnswer, FeedEvaluation, FeedRulePack, FeedWithdrawal
from app.api.v1.fields import told
from app.api.v1.platform_answers import PLATFORM_MEDIA_TYPE, PlatformAnswer
from app.api.v1.sheet_answers import AnswerModel


class RowChangeAnswer(AnswerModel):
    """此前推送过的一行因此变动的列。What the entry changes in a row of PM_PERF_SELF_EVAL given out before."""

    EVAL_ID: Annotated[str, told("哪一行。", "Which row.", "019ab3c2-7d10-7c3e-9a55-0242ac120002")]
    IS_LAST_INST: Annotated[
        int, told("是否终审：1 自此现行有效，2 否。", "1: the attempt that counts from now on; 2: not.", 2)
    ]
    IS_DELETED: Annotated[int, told("是否删除：1 已撤回或已被替代，2 否。", "1: withdrawn or superseded; 2: not.", 1)]
    UPDATE_TIME: Annotated[str, told("更新时间，北京时间。", "When, UTC+8.", "20250120160000000")]


_MORE: dict[str, Any] = {
    "changes": (
        GenericAlias(list, (RowChangeAnswer,)),
        told("此前推送过的各行因此变动的列。", "What the entry changes in rows given out before."),
    ),
    "tables": (
        PlatformAnswer | None,
        told(
            "该次评价留存时的自评表；没有对应的表为 null。", "The evaluation as recorded; null where there is no table."
        ),
    ),
}
_KINDS: dict[str, tuple[type[AnswerModel], str]] = {
    "PlatformFeedEvaluation": (
        FeedEvaluation,
        "一次评价或更正，附自评表。An evaluation or a revision, with its tables.",
    ),
    "PlatformFeedWithdrawal": (FeedWithdrawal, "一次撤回。A withdrawal."),
    "PlatformFeedRulePack": (FeedRulePack, "规则包的发布。The publication of a rule pack."),
}
_ITEMS: list[Any] = [
    create_model(name, __base__=base, __doc__=told_of, **_MORE) for name, (base, told_of) in _KINDS.items()
]
_UNION: Any = reduce(or_, _ITEMS)
_ITEM: Any = Annotated[_UNION, Field(discriminator="entry")]
_PAGE: dict[str, Any] = {
    "items": (
        GenericAlias(list, (_ITEM,)),
        told("由旧到新，位置不留空号。", "Oldest first, positions without gaps."),
    )
}
PlatformFeedAnswer = create_model(
    "PlatformFeedAnswer", __base__=FeedAnswer, __doc__="推送的一页，附自评表。A page of the feed, with tables.", **_PAGE
)
PLATFORM_FEED_CONTENT: dict[str, Any] = {
    PLATFORM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/PlatformFeedAnswer"}},
}


def add_platform_schemas(openapi: dict[str, Any]) -> None:
    """Adds what the platform's contents refer to; FastAPI would list the models under application/json only."""
    for model in (PlatformAnswer, PlatformFeedAnswer):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = openapi["components"]["schemas"]
        # What a route lists is written the way FastAPI writes it.
        schemas |= {name: each for name, each in schema.pop("$defs").items() if name not in schemas}
        schemas[model.__name__] = schema
