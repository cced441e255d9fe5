"""Pages that stand alone: one document with its style inside, no script, nothing from another host."""

import hashlib
from base64 import b64encode
from html import escape

from fastapi.responses import HTMLResponse

_STYLE = (
    "body{font:1rem/1.7 system-ui,sans-serif;max-width:48rem;margin:2.5rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}h1{font-size:1.4rem;margin-bottom:.2rem}"
    "h2{font-size:1rem;margin:1.6rem 0 0}p{margin:.3rem 0}code{font-size:.95em}a{color:#0b4f9e}"
    "table{border-collapse:collapse}td{padding:.3rem 1rem .3rem 0;vertical-align:top}"
    "pre{background:#f4f4f4;padding:.7rem;white-space:pre-wrap;overflow-wrap:anywhere}"
    "[lang=en]{color:#4a4a4a}h1 [lang=en],h2 [lang=en]{font-weight:normal}"
)
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)


def html_page(title: str, content: str) -> HTMLResponse:
    """A page with this markup as its body; the title is plain text."""
    return HTMLResponse(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{content}</body></html>",
        headers={"Content-Security-Policy": _POLICY},
    )
