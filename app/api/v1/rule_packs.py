"""The rule packs over HTTP: which there are, what one says, which one would apply."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.openapi.models import Example

from app.api.openapi_document import ETAG_HEADER
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NoRulePack, NotFound
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.fields import told
from app.api.v1.requests import FormKind
from app.api.v1.sheet_answers import AnswerModel, Digest
from app.domain.rule_pack import FormKind as ScoredKind
from app.domain.rule_pack import RulePack
from app.rules.catalogue import Catalogue
from app.rules.errors import RulePackNotFound as NoSuchPack

router = APIRouter(
    prefix="/v1/rule-packs",
    tags=["rule packs"],
    route_class=StrictJsonRoute,
    dependencies=[Depends(needs("rules:read"))],
)

PackId = Annotated[
    str,
    Path(
        description="规则包编号 / id of the pack",
        max_length=200,
        openapi_examples={
            "beijing": {"value": "beijing-project-self-evaluation"},
            "national": {"value": "national-project-self-evaluation"},
        },
    ),
]
Version = Annotated[
    str, Path(description="版本 / version", max_length=64, openapi_examples={"first": {"value": "1.0.0"}})
]


_KIND: dict[str, Example] = {"project": {"value": "project_self_evaluation"}}
_REGION: dict[str, Example] = {"beijing": {"value": "110106"}, "wuhan": {"value": "420100"}}
_YEAR: dict[str, Example] = {"2024": {"value": 2024}}


class PackSummaryAnswer(AnswerModel):
    """规则包的一个版本。One version of a rule pack."""

    id: Annotated[str, told("规则包编号。", "The id of the pack.", "beijing-project-self-evaluation")]
    version: Annotated[str, told("版本。", "The version.", "1.0.0")]
    digest: Annotated[Digest, told("内容的摘要。", "Digest of its content.", "sha256:07f40329…")]
    status: Annotated[
        Literal["draft", "in_force", "superseded"],
        told("草稿、生效、已被替代；草稿只能试算。", "A draft can only be tried in a preview.", "in_force"),
    ]
    title_zh: Annotated[str, told("名称。", "Its title in Chinese.", "项目支出绩效自评（北京市 2024 年度）")]
    title_en: Annotated[str, told("英文名称。", "Its title.", "Project self-evaluation (Beijing, 2024)")]
    kind: Annotated[str, told("适用的表种。", "The kind of form it scores.", "project_self_evaluation")]
    region: Annotated[
        str | None, told("适用的区划代码前缀；全国为 null。", "Prefix of region codes; null for the nation.", "11")
    ]
    first_year: Annotated[int, told("适用的首个年度。", "The first year it applies to.", 2024)]
    last_year: Annotated[int | None, told("末个年度；未定为 null。", "The last year, null while open.", None)]
    default: Annotated[bool, told("未指明规则包时是否采用。", "Whether it applies when no pack is named.", True)]
    href: Annotated[
        str, told("地址。", "Where it is.", "/v1/rule-packs/beijing-project-self-evaluation/versions/1.0.0")
    ]


class PackListAnswer(AnswerModel):
    """规则包的各个版本。Versions of rule packs."""

    items: Annotated[list[PackSummaryAnswer], told("新版本在前。", "The latest first.")]


class PackAnswer(PackSummaryAnswer):
    """一个版本及其文件的全部内容。A version with everything its file says."""

    content: Annotated[
        dict[str, Any], told("评分标准、依据、口径、数值。", "Standards, authorities, readings and figures.")
    ]


class ResolutionAnswer(AnswerModel):
    """适用的规则包与理由。The pack that would apply, and why."""

    pack: PackSummaryAnswer
    reason_zh: Annotated[str, told("理由。", "Why, in Chinese.")]
    reason_en: Annotated[str, told("理由，英文。", "Why.")]


async def catalogue(request: Request) -> Catalogue:
    found: Catalogue = request.app.state.catalogue
    return found


Packs = Annotated[Catalogue, Depends(catalogue)]


@router.get(
    "",
    operation_id="listRulePacks",
    summary="规则包目录 / The rule packs there are",
    response_description="规则包的各个版本 / versions of rule packs",
)
def list_rule_packs(packs: Packs) -> PackListAnswer:
    """每个规则包的所有版本，新版本在前。

    Every version of every pack, the latest first.
    """
    return PackListAnswer(items=[_summary(pack) for pack_id in packs.ids() for pack in packs.versions(pack_id)])


@router.get(
    "/resolve",
    operation_id="resolveRulePack",
    summary="哪个规则包适用 / Which pack would apply",
    response_description="适用的规则包与理由 / the pack and why",
    responses=problem_responses(NoRulePack, InvalidRequest),
)
def resolve_rule_pack(
    packs: Packs,
    kind: Annotated[FormKind, Query(description="表的种类 / kind of form", openapi_examples=_KIND)],
    region: Annotated[
        str, Query(pattern=r"^[0-9]{6}$", description="区划代码 / region code", openapi_examples=_REGION)
    ],
    fiscal_year: Annotated[int, Query(ge=2000, le=2100, description="年度 / fiscal year", openapi_examples=_YEAR)],
) -> ResolutionAnswer:
    """县、市、省、全国，就近采用；没有就明确拒绝，从不悄悄改用别的规则。

    The nearest of county, city, province and nation; none is a refusal, never another pack in silence.
    """
    resolution = packs.resolve(ScoredKind(kind), region, fiscal_year)
    return ResolutionAnswer(
        pack=_summary(resolution.pack), reason_zh=resolution.reason.zh, reason_en=resolution.reason.en
    )


@router.get(
    "/{pack_id}",
    operation_id="getRulePack",
    summary="一个规则包的版本 / The versions of one pack",
    response_description="规则包的各个版本 / versions of the pack",
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
    responses={
        200: {"description": "全部规则 / all the rules", "headers": {"ETag": ETAG_HEADER}},
        **problem_responses(NotFound, InvalidRequest),
    },
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
