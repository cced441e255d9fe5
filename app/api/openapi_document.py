"""What the OpenAPI document says beside what each route says of itself."""

from typing import Any

from fastapi import FastAPI

from app.api.named_schemas import name_shared_schemas
from app.api.problem_document import add_problem_schemas
from app.api.security.openapi_security import describe_permissions
from app.api.v1.batch_requests import add_batch_schemas
from app.api.v1.platform_feed_answers import add_platform_schemas

TITLE = "预算绩效评价评分服务 Budget Performance Scoring"

DESCRIPTION = """
把一张填好的绩效自评表提交到 `POST /v1/evaluations`，得到逐项得分、总分、等级、问题清单，
以及说明每一分从何而来、依据哪一条的审计留痕。

Post a filled self-evaluation form to `POST /v1/evaluations` and get a score per indicator, the total, the grade,
findings, and an audit that explains every point with the clause it comes from.

* 表中的值照原样填写：`"≥95%"`、`"21 家"`、`"≤12 小时"`、`"优"`；答复中的数均为精确十进制文本。
  Send values as the form prints them; every figure of an answer is an exact decimal as text.
* 重试时带同一个 `Idempotency-Key`，不会重复评分。
  Retry under the same `Idempotency-Key`: nothing is scored twice.
* 出错时一律答复 `application/problem+json`（RFC 9457），逐项指明有误的字段；种类见 [错误目录](problems)。
  Every refusal is a problem document that names each wrong field; see the [catalogue](problems).
"""

LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}

TAGS = [
    {
        "name": "evaluations",
        "description": "绩效评价：评分并留存、试算、查询、留痕 / score a form, preview, read back, list, audit",
    },
    {
        "name": "batches",
        "description": "成批提交：后台逐张评分，进度、结果、取消 / many forms at once, worked off in the background",
    },
    {
        "name": "feed",
        "description": "推送：按提交先后取走全部评分，不漏不重 / every score in commit order, none missed, none twice",
    },
    {
        "name": "webhooks",
        "description": "订阅推送：新记录按先后主动送达，签名，至少一次 / new entries brought to you in order, signed",
    },
    {
        "name": "rollups",
        "description": "汇总：按部门、单位、地区、年度 / many evaluations as one, with every contribution",
    },
    {
        "name": "calculations",
        "description": "单项计算：资金到位率、预算执行率、完成率、扣分、等级 / one formula at a time, nothing stored",
    },
    {
        "name": "rule packs",
        "description": "规则包：评分标准、依据、分值、口径 / the rules: standards, authorities, weights, readings",
    },
    {
        "name": "audit",
        "description": "账册：回执、签名、证明、核验 / the ledger: receipts, signed heads, proofs, verification",
    },
    {"name": "operations", "description": "运行状态 / whether the service lives and can take work"},
]

ETAG_HEADER = {"description": "内容标签，供 If-None-Match 使用 / for If-None-Match", "schema": {"type": "string"}}


def complete_openapi(application: FastAPI) -> None:
    """Adds the schemas that only problems use and names for shared ones; takes null out of the parameters."""
    generate = application.openapi

    def openapi() -> dict[str, Any]:
        if application.openapi_schema is None:
            document = generate()
            add_problem_schemas(document)
            add_platform_schemas(document)
            add_batch_schemas(document)
            name_shared_schemas(document)
            describe_permissions(application, document)
            for parameter in _parameters(document):
                parameter["schema"] = _without_null(parameter["schema"])
            application.openapi_schema = document
        return application.openapi_schema

    application.openapi = openapi  # type: ignore[method-assign]


def _parameters(document: dict[str, Any]) -> list[dict[str, Any]]:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    return [parameter for operation in operations for parameter in operation.get("parameters", ())]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter can be left out, but no parameter can be sent as null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {**choices[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
