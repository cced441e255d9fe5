"""The first page of the service, and the example forms as files: what it is, which rules it has, where to go.

Every address is relative: the pages hold behind any gateway, under any prefix.
"""

from collections.abc import Iterator
from html import escape

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

import app as product
from app.api.examples import form_bytes, form_examples
from app.api.html import html_page
from app.api.problem_types import NotFound
from app.api.security.permissions import public
from app.api.v1.rule_packs import Packs
from app.domain.rule_pack import PackStatus, RulePack
from app.rules.catalogue import Catalogue

router = APIRouter(include_in_schema=False, dependencies=[Depends(public())])

_WHAT_ZH = (
    "提交一张填好的绩效自评表，得到逐项得分、总分、等级和问题清单，以及说明每一分由来和依据的审计留痕。"
    "数值按十进制精确计算；不能计分的如实写明，既不算零分，也不猜测。"
)
_WHAT_EN = (
    "Post a filled budget performance self-evaluation form and get a score per indicator, the total, the grade, "
    "findings, and an audit that explains every point and names its clause. Decimals are exact; what cannot be "
    "scored is said to be so, never zero and never a guess."
)
_WAYS = (
    ("docs", "接口文档，样表可直接执行", "interactive documentation; the example forms run when you press Execute"),
    ("openapi.json", "接口约定（OpenAPI），可生成客户端", "the contract, to generate a client from"),
    ("problems", "错误目录：每种错误的含义和处理办法", "every refusal: what it means and what to do"),
    ("examples", "真实样表（JSON）", "real forms as JSON files"),
)


@router.get("/")
def start(request: Request, packs: Packs) -> HTMLResponse:
    title = "预算绩效评价评分服务"
    return html_page(
        f"{title} Budget Performance Scoring",
        f'<h1>{title} <span lang="en">Budget Performance Scoring</span></h1>'
        f'<p>jixiao {product.__version__}</p><p>{_WHAT_ZH}</p><p lang="en">{_WHAT_EN}</p>'
        f"{_heading('试一试', 'Try it')}<pre>{escape(_command(str(request.base_url).rstrip('/')))}</pre>"
        "<p>服务启用密钥后，第二个 curl 加上 <code>-H 'X-API-Key: 密钥'</code>。"
        ' <span lang="en">Once the service asks for keys, the second curl takes your key like this.</span></p>'
        f"{_heading('去哪里', 'Where to go')}<table>{''.join(_ways())}</table>"
        f"{_heading('生效的规则包', 'Rule packs in force')}<table>"
        f"{''.join(map(_pack, _in_force(packs)))}</table>",
    )


@router.get("/examples")
def list_examples() -> HTMLResponse:
    rows = "".join(_example(name, str(form["summary"])) for name, form in form_examples().items())
    return html_page("样表 Example forms", f'<h1>样表 <span lang="en">Example forms</span></h1><table>{rows}</table>')


@router.get("/examples/{name}.json")
def get_example(name: str) -> Response:
    """The form as the documentation offers it."""
    if name not in form_examples():
        raise NotFound
    return Response(form_bytes(name), media_type="application/json")


def _command(address: str) -> str:
    """Scores the first example; nothing is recorded."""
    return (
        f"curl -s {address}/examples/{next(iter(form_examples()))}.json |\n"
        f"  curl -s {address}/v1/evaluations/preview -H 'Content-Type: application/json' --data-binary @-"
    )


def _ways() -> Iterator[str]:
    for address, zh, en in _WAYS:
        yield f'<tr><td><a href="{address}"><code>/{address}</code></a></td><td>{_told(zh, en)}</td></tr>'


def _in_force(packs: Catalogue) -> list[RulePack]:
    """The nation first, then by region."""
    found = [pack for pack_id in packs.ids() for pack in packs.versions(pack_id) if pack.status is PackStatus.IN_FORCE]
    return sorted(found, key=lambda pack: (pack.scope.region or "", pack.id))


def _pack(pack: RulePack) -> str:
    first, last = pack.scope.first_year, pack.scope.last_year
    years = (
        (f"{first} 起", f"from {first}") if last is None else (str(first) if first == last else f"{first}–{last}", "")
    )
    region = (pack.scope.region, "") if pack.scope.region else ("全国", "nationwide")
    named = f"{_told(pack.title.zh, pack.title.en)}<br><code>{pack.id} {pack.version}</code>"
    return f"<tr><td>{named}</td><td>{_told(*years)}</td><td>{_told(*region)}</td></tr>"


def _example(name: str, summary: str) -> str:
    return f'<tr><td><a href="examples/{name}.json"><code>{name}</code></a></td><td>{escape(summary)}</td></tr>'


def _told(zh: str, en: str) -> str:
    return f'{escape(zh)}<br><span lang="en">{escape(en)}</span>' if en else escape(zh)


def _heading(zh: str, en: str) -> str:
    return f'<h2>{zh} <span lang="en">{en}</span></h2>'
