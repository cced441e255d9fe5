"""The rule packs over HTTP: which there are, what one says, which one would apply."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NoRulePack, NotFound
from app.api.strict_json import StrictJsonRoute
from app.api.v1.sheet_answers import AnswerModel
from app.domain.rule_pack import FormKind, RulePack
from app.rules.catalogue import Catalogue
from app.rules.errors import RulePackNotFound as NoSuchPack

router = APIRouter(prefix="/v1/rule-packs", tags=["rule packs"], route_class=StrictJsonRoute)

PackId = Annotated[
    str,
    Path(
        description="规则包编号 / id of the pack",
        max_length=200,
        examples=["beijing-project-self-evaluation"],
    ),
]
Version = Annotated[str, Path(description="版本 / version", max_length=64, examples=["1.0.0"])]


class PackSummaryAnswer(AnswerModel):
    """One version of a rule pack."""

    id: str
    version: str
    digest: str
    status: str = Field(description="draft、in_force 或 superseded")
    title_zh: str
    title_en: str
    kind: str
    region: str | None = Field(description="区划前缀，全国为 null / region prefix, null for the nation")
    first_year: int
    last_year: int | None
    default: bool
    href: str


class PackListAnswer(AnswerModel):
    items: list[PackSummaryAnswer]


class PackAnswer(PackSummaryAnswer):
    """A version with everything its file says."""

    content: dict[str, Any] = Field(description="规则包文件的全部内容：评分标准、依据、口径、数值 / all the file says")


class ResolutionAnswer(AnswerModel):
    """The pack that would apply, and why."""

    pack: PackSummaryAnswer
    reason_zh: str
    reason_en: str


def catalogue(request: Request) -> Catalogue:
    found: Catalogue = request.app.state.catalogue
    return found


Packs = Annotated[Catalogue, Depends(catalogue)]


@router.get("", operation_id="listRulePacks", summary="规则包目录 / The rule packs there are")
def list_rule_packs(packs: Packs) -> PackListAnswer:
    """每个规则包的所有版本，新版本在前。

    Every version of every pack, the latest first.
    """
    return PackListAnswer(items=[_summary(pack) for pack_id in packs.ids() for pack in packs.versions(pack_id)])


@router.get(
    "/resolve",
    operation_id="resolveRulePack",
    summary="哪个规则包适用 / Which pack would apply",
    responses=problem_responses(NoRulePack, InvalidRequest),
)
def resolve_rule_pack(
    packs: Packs,
    kind: Annotated[FormKind, Query(description="表的种类 / kind of form")],
    region: Annotated[str, Query(pattern=r"^\d{6}$", description="区划代码 / region code", examples=["110106"])],
    fiscal_year: Annotated[int, Query(ge=2000, le=2100, description="年度 / fiscal year")],
) -> ResolutionAnswer:
    """县、市、省、全国，就近采用；没有就明确拒绝，从不悄悄改用别的规则。

    The nearest of county, city, province and nation; none is a refusal, never another pack in silence.
    """
    resolution = packs.resolve(kind, region, fiscal_year)
    return ResolutionAnswer(
        pack=_summary(resolution.pack), reason_zh=resolution.reason.zh, reason_en=resolution.reason.en
    )


@router.get(
    "/{pack_id}",
    operation_id="getRulePack",
    summary="一个规则包的版本 / The versions of one pack",
    responses=problem_responses(NotFound, InvalidRequest),
)
def get_rule_pack(packs: Packs, pack_id: PackId) -> PackListAnswer:
    """一个规则包的所有版本，新版本在前。

    Every version of one pack, the latest first.
    """
    try:
        return PackListAnswer(items=[_summary(pack) for pack in packs.versions(pack_id)])
    except NoSuchPack:
        raise NotFound from None


@router.get(
    "/{pack_id}/versions/{version}",
    operation_id="getRulePackVersion",
    summary="一个版本的全部规则 / Everything one version says",
    responses=problem_responses(NotFound, InvalidRequest),
)
def get_rule_pack_version(packs: Packs, pack_id: PackId, version: Version, response: Response) -> PackAnswer:
    """适用范围、依据、方法、分值、档次、等级、口径与摘要；版本发布后不再改动。

    Scope, legal basis, methods, weights, tiers, grades, interpretations and digest; immutable once in force.
    """
    try:
        pack = packs.get(pack_id, version, drafts=True)
    except NoSuchPack:
        raise NotFound from None
    response.headers["ETag"] = f'"{pack.digest}"'
    return PackAnswer(**_summary(pack).model_dump(), content=packs.raw(pack_id, version))


def _summary(pack: RulePack) -> PackSummaryAnswer:
    scope = pack.scope
    return PackSummaryAnswer(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        status=pack.status.value,
        title_zh=pack.title.zh,
        title_en=pack.title.en,
        kind=scope.kind.value,
        region=scope.region,
        first_year=scope.first_year,
        last_year=scope.last_year,
        default=scope.default,
        href=f"/v1/rule-packs/{pack.id}/versions/{pack.version}",
    )
