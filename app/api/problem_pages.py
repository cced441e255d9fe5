"""The pages that `type` in a problem answer points to: what it means, what to do. Self-contained HTML."""

from html import escape

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from app.api.problem_document import problem_type
from app.api.problem_kinds import PROBLEM_KINDS
from app.api.problem_types import NotFound, Problem
from app.api.security.permissions import public

router = APIRouter(
    prefix="/problems",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(public())],
)

_KINDS_BY_SLUG = {kind.slug: kind for kind in PROBLEM_KINDS}
_STYLE = (
    "body{font:1rem/1.7 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}h1{font-size:1.4rem;margin-bottom:.2rem}"
    "h2{font-size:1rem;margin:1.6rem 0 0}p{margin:.3rem 0}code{font-size:.95em}"
    "table{border-collapse:collapse}td{padding:.3rem 1rem .3rem 0;vertical-align:top}a{color:#0b4f9e}"
)
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


@router.get("")
def list_problems() -> HTMLResponse:
    rows = "".join(
        f'<tr><td>{kind.status}</td><td><a href="{problem_type(kind)}"><code>{kind.slug}</code></a></td>'
        f'<td>{escape(kind.title.zh)}<br><span lang="en">{escape(kind.title.en)}</span></td></tr>'
        for kind in PROBLEM_KINDS
    )
    return _page("错误目录 Problems", f"<h1>错误目录 <span lang='en'>Problems</span></h1><table>{rows}</table>")


@router.get("/{slug}")
def explain_problem(slug: str) -> HTMLResponse:
    kind = _KINDS_BY_SLUG.get(slug)
    if kind is None:
        raise NotFound()
    return _page(f"{kind.title.zh} {kind.title.en}", _explanation(kind))


def _explanation(kind: type[Problem]) -> str:
    zh = _sections(("含义", kind.meaning.zh), ("如何处理", kind.remedy.zh))
    en = _sections(("Meaning", kind.meaning.en), ("What to do", kind.remedy.en))
    return (
        f"<h1>{escape(kind.title.zh)}</h1><p>HTTP {kind.status} · <code>{problem_type(kind)}</code></p>{zh}"
        f'<section lang="en"><h1>{escape(kind.title.en)}</h1>{en}</section>'
        '<p><a href="/problems">错误目录 <span lang="en">All problems</span></a></p>'
    )


def _sections(*sections: tuple[str, str]) -> str:
    return "".join(f"<h2>{heading}</h2><p>{escape(text)}</p>" for heading, text in sections)


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{content}</body></html>",
        headers=_HEADERS,
    )
