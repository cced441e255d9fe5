"""The pages that `type` in a problem answer points to: what it means, what to do. Self-contained HTML."""

from html import escape

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from app.api.html import html_page
from app.api.problem import Problem
from app.api.problem_document import problem_type
from app.api.problem_kinds import PROBLEM_KINDS
from app.api.problem_types import NotFound
from app.api.security.permissions import public

router = APIRouter(
    prefix="/problems",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(public())],
)

_KINDS_BY_SLUG = {kind.slug: kind for kind in PROBLEM_KINDS}


@router.get("")
def list_problems() -> HTMLResponse:
    rows = "".join(
        f'<tr><td>{kind.status}</td><td><a href="problems/{kind.slug}"><code>{kind.slug}</code></a></td>'
        f'<td>{escape(kind.title.zh)}<br><span lang="en">{escape(kind.title.en)}</span></td></tr>'
        for kind in PROBLEM_KINDS
    )
    return html_page("错误目录 Problems", f"<h1>错误目录 <span lang='en'>Problems</span></h1><table>{rows}</table>")


@router.get("/{slug}")
def explain_problem(slug: str) -> HTMLResponse:
    kind = _KINDS_BY_SLUG.get(slug)
    if kind is None:
        raise NotFound()
    return html_page(f"{kind.title.zh} {kind.title.en}", _explanation(kind))


def _explanation(kind: type[Problem]) -> str:
    zh = _sections(("含义", kind.meaning.zh), ("如何处理", kind.remedy.zh))
    en = _sections(("Meaning", kind.meaning.en), ("What to do", kind.remedy.en))
    return (
        f"<h1>{escape(kind.title.zh)}</h1><p>HTTP {kind.status} · <code>{problem_type(kind)}</code></p>{zh}"
        f'<section lang="en"><h1>{escape(kind.title.en)}</h1>{en}</section>'
        '<p><a href="../problems">错误目录 <span lang="en">All problems</span></a></p>'
    )


def _sections(*sections: tuple[str, str]) -> str:
    return "".join(f"<h2>{heading}</h2><p>{escape(text)}</p>" for heading, text in sections)
