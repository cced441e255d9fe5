"""Requests that attack by their line, their path, their query or their headers, as bytes on the wire.

Data only. What a case states is every status that would be in order: some are for the server to refuse before the
service sees them.
"""

from dataclasses import dataclass

_JSON = "Content-Type: application/json\r\n"
FORM = (
    b'{"kind":"project_self_evaluation","fiscal_year":2024,"region_code":"110106",'
    b'"indicators":[{"name":"\xe5\x9f\xb9\xe8\xae\xad"}]}'
)


@dataclass(frozen=True)
class Wire:
    """A request to the byte, and the statuses that are in order; 0: the connection may end without an answer."""

    name: str
    sent: bytes
    statuses: tuple[int, ...]


def _get(name: str, target: str, *statuses: int, headers: str = "") -> Wire:
    sent = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}\r\n"
    return Wire(name, sent.encode("latin-1"), statuses)


def _post(name: str, headers: str, *statuses: int, body: bytes = FORM) -> Wire:
    length = "" if "ength" in headers or "hunked" in headers else f"Content-Length: {len(body)}\r\n"
    head = f"POST /v1/evaluations/preview HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{length}{headers}\r\n"
    return Wire(name, head.encode("latin-1") + body, statuses)


_ID = "/v1/evaluations/01a203a0-4abe-72fa-b298-b12a442e6b03"

PATHS = (
    _get("a path that climbs", "/v1/evaluations/../../etc/passwd", 404),
    _get("a path that climbs in escapes", "/v1/evaluations/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, 422),
    _get("a path that climbs in escapes of escapes", "/v1/evaluations/%252e%252e%252f", 404, 422),
    _get("a path that climbs with backslashes", "/v1/evaluations/..%5c..%5cwindows", 404, 422),
    _get("a NUL in an id", "/v1/evaluations/%00", 404, 422),
    _get("a NUL behind an id", f"{_ID}%00", 404, 422),
    _get("a line feed in an id", f"{_ID}%0a", 404, 422),
    _get("bytes that are no UTF-8 in an id", "/v1/evaluations/%ff%fe", 404, 422),
    _get("a broken escape in an id", "/v1/evaluations/%zz", 400, 404, 422),
    _get("an id of 20 digits", "/v1/evaluations/99999999999999999999", 404),
    _get("an id of 10 kB", f"/v1/evaluations/{'a' * 10_000}", 404, 422),
    _get("an id with SQL", "/v1/evaluations/'%20OR%201=1--", 404, 422),
    _get("an id of stars", "/v1/evaluations/*", 404, 422),
    _get("an id in full-width digits", "/v1/evaluations/%EF%BC%91", 404, 422),
    _get("an id with a right-to-left override", "/v1/evaluations/%E2%80%AE", 404, 422),
    _get("an empty id", "/v1/evaluations/", 404),
    _get("an empty id before audit", "/v1/evaluations//audit", 404, 422),
    _get("doubled slashes", "//v1//evaluations", 404),
    _get("a path parameter", "/v1/evaluations;jsessionid=1", 404),
    _get("another case", "/V1/EVALUATIONS", 404),
    _get("a trailing dot", "/v1/evaluations.", 404),
    _get("a suffix", "/v1/evaluations.json", 404),
    _get("an audit of nothing", f"{_ID}/audit", 404),
    _get("a chart of nothing", f"{_ID}/chart.svg", 404),
    _get("a receipt of nothing", f"{_ID}/receipt", 404),
    _get("a pack id that climbs", "/v1/rule-packs/..%2f..%2fetc", 404, 422),
    _get("a pack version that climbs", "/v1/rule-packs/national-project-self-evaluation/..%2f1", 404, 422),
    _get("a problem that climbs", "/problems/..%2f..%2fetc%2fpasswd", 404),
    _get("a file of the program", "/app/main.py", 404),
    _get("a hidden folder", "/.git/config", 404),
    _get("a path of 60 kB", "/" + "a" * 60_000, 400, 404, 414, 431, 0),
    Wire("an absolute target", b"GET http://evil.example/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (200, 400, 404)),
    Wire("a target without slash", b"GET healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 404)),
    Wire("an asterisk", b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 404, 405)),
)

QUERIES = tuple(
    _get(f"?{query[:40]}", f"/v1/evaluations?{query}", *statuses)
    for query, statuses in (
        ("limit=-1", (422,)),
        ("limit=0", (422,)),
        ("limit=1000000000", (422,)),
        ("limit=99999999999999999999999999", (422,)),
        ("limit=1e2", (422,)),
        ("limit=0x10", (422,)),
        ("limit=%EF%BC%91%EF%BC%90", (200, 422)),
        ("limit=NaN", (422,)),
        ("limit=", (422,)),
        ("limit=10&limit=-1", (200, 422)),
        ("limit=10.5", (422,)),
        ("fiscal_year=99999999999999999999", (422,)),
        ("fiscal_year=-1", (422,)),
        ("fiscal_year=2024.5", (422,)),
        ("fiscal_year=true", (422,)),
        ("cursor=forged", (400, 422)),
        ("cursor=", (400, 422)),
        ("cursor=%00", (400, 422)),
        ("cursor=eyJiZWZvcmUiOjF9", (400, 422)),
        ("cursor=////%2B%2B%2B%2B====", (400, 422)),
        ("cursor=" + "A" * 10_000, (400, 422)),
        ("region=%00", (200, 422)),
        ("region=11'--", (200, 422)),
        ("region=%25", (200, 422)),
        ("region=%EF%BC%91%EF%BC%91", (200, 422)),
        ("region=" + "1" * 10_000, (200, 422)),
        ("department_code=%FF%FE", (200, 422)),
        ("department_code=%00", (200, 422)),
        ("unit_code=%F0%A0%AE%B7", (200, 422)),
        ("project_code=" + "%F0%9F%91%A9" * 500, (200, 422)),
        ("grade=%3Cscript%3E", (200, 422)),
        ("finding=%5C%5C", (200, 422)),
        ("rule_pack=../../x", (200, 422)),
        ("recorded_after=yesterday", (422,)),
        ("recorded_after=0000-00-00T00:00:00Z", (422,)),
        ("recorded_after=99999-01-01T00:00:00Z", (422,)),
        ("recorded_after=2024-02-30T00:00:00Z", (422,)),
        ("recorded_after=2024-01-01T00:00:00", (200, 422)),
        ("recorded_before=1e999", (422,)),
        ("include_superseded=maybe", (422,)),
        ("unknown=1", (200, 422)),
        ("%zz=%zz", (200, 422)),
        ("&&&&=&=&", (200, 422)),
        ("a=" + "b" * 30_000, (200, 400, 414, 422, 431, 0)),
        ("&".join(f"p{number}=1" for number in range(2_000)), (200, 400, 414, 422, 431)),
    )
)

HEADERS = (
    _get("a traceparent that is none", _ID, 404, headers="traceparent: 00-zz-zz-zz\r\n"),
    _get("a traceparent of zeros", _ID, 404, headers=f"traceparent: 00-{'0' * 32}-{'0' * 16}-01\r\n"),
    _get("a request id with an escape sequence", _ID, 400, 404, headers="X-Request-Id: \x1b[31mred\r\n"),
    _get("a request id of 8 kB", _ID, 404, headers=f"X-Request-Id: {'r' * 8_000}\r\n"),
    _get("a request id with quotes", _ID, 404, headers='X-Request-Id: "},{"event":"forged\r\n'),
    _get("languages without end", _ID, 404, headers=f"Accept-Language: {','.join(['zh;q=0.1'] * 900)}\r\n"),
    _get("a language that is none", _ID, 404, headers="Accept-Language: ;;;q=,,\r\n"),
    _get("a language of a thousandfold weight", _ID, 404, headers="Accept-Language: en;q=1e999999\r\n"),
    _get("an If-None-Match without end", _ID, 404, headers="If-None-Match: " + '"a",' * 1_500 + "\r\n"),
    _get("a range", "/healthz", 200, 206, headers="Range: bytes=0-0,-1,5-\r\n"),
    _get(
        "an upgrade to a socket",
        "/healthz",
        200,
        400,
        404,
        426,
        headers="Upgrade: websocket\r\nConnection: Upgrade\r\n",
    ),
    _get("an upgrade to HTTP/2", "/healthz", 200, 400, headers="Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"),
    _get("a header in bytes that are no UTF-8", "/healthz", 200, 400, headers="X-A: \xff\xfe\r\n"),
    _get("a thousand headers", "/healthz", 200, 400, 431, 0, headers="".join(f"X-{n}: 1\r\n" for n in range(1_000))),
    _get("a header of 200 kB", "/healthz", 200, 400, 431, 0, headers=f"X-A: {'a' * 200_000}\r\n"),
    _get("a header without a name", "/healthz", 400, headers=": x\r\n"),
    _get("a space in a header's name", "/healthz", 400, headers="X A: 1\r\n"),
    _get("a NUL in a header", "/healthz", 400, headers="X-A: a\x00b\r\n"),
    _get("a folded header", "/healthz", 200, 400, headers="X-A: a\r\n b\r\n"),
    _get("a bearer that is none", _ID, 401, 404, headers="Authorization: Bearer \r\n"),
    _get("a bearer of 16 kB", _ID, 401, 404, headers=f"Authorization: Bearer {'a' * 16_000}\r\n"),
    _get("a basic scheme", _ID, 401, 404, headers="Authorization: Basic YTpi\r\n"),
    _post("an idempotency key of 256", f"{_JSON}Idempotency-Key: {'k' * 256}\r\n", 200, 400),
    _post("no length and no chunks", f"{_JSON}X-Length: no\r\n", 200, 400, 411),
    _post("a negative length", f"{_JSON}Content-Length: -1\r\n", 400),
    _post("a length in hexadecimal", f"{_JSON}Content-Length: 0x10\r\n", 400),
    _post("a length with a sign", f"{_JSON}Content-Length: +10\r\n", 400),
    _post("two lengths", f"{_JSON}Content-Length: {len(FORM)}\r\nContent-Length: 5\r\n", 400),
    _post("a length and chunks", f"{_JSON}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
    _post("chunks and a length", f"{_JSON}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400),
    _post("an unknown transfer encoding", f"{_JSON}Transfer-Encoding: xchunked\r\n", 400, 501),
    _post("chunks twice", f"{_JSON}Transfer-Encoding: chunked, chunked\r\n", 400, 501),
    _post(
        "a chunk of a size that is none", f"{_JSON}Transfer-Encoding: chunked\r\n", 400, body=b"zz\r\n{}\r\n0\r\n\r\n"
    ),
    _post(
        "a chunk of 2^64 bytes",
        f"{_JSON}Transfer-Encoding: chunked\r\n",
        400,
        body=b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    ),
    _post("two content types", f"{_JSON}Content-Type: text/plain\r\n", 200, 415),
    _post("an expectation that nobody has", f"{_JSON}Expect: the-unexpected\r\n", 200, 417),
)

LINES = (
    Wire("nothing but line feeds", b"\r\n" * 50 + b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (200, 400)),
    Wire("HTTP/0.9", b"GET /healthz\r\n\r\n", (200, 400, 403, 0)),
    Wire("HTTP/9.9", b"GET /healthz HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", (400, 505)),
    Wire("a greeting in TLS", bytes.fromhex("16030100c8010000c40303") + bytes(60), (400, 0)),
    Wire("a preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 404, 405, 505)),
    Wire("a method that is none", b"FETCH /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 405, 501)),
    Wire("a method in lower case", b"get /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 405)),
    Wire("TRACE", b"TRACE /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 405)),
    Wire("CONNECT", b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400, 404, 405)),
    Wire("DELETE of a record", f"DELETE {_ID} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(), (405,)),
    Wire("PUT of a record", f"PUT {_ID} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode(), (405,)),
    Wire("PATCH of a record", f"PATCH {_ID} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode(), (405,)),
    Wire("no host", b"GET /healthz HTTP/1.1\r\n\r\n", (200, 400, 403)),
    Wire("two hosts", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: b\r\n\r\n", (200, 400, 403)),
    Wire("a tab for a space", b"GET\t/healthz\tHTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (400,)),
    Wire("bare line feeds", b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n", (200, 400)),
    Wire("random bytes", bytes(range(256)) * 4, (400, 0)),
)

REQUESTS = (*PATHS, *QUERIES, *HEADERS, *LINES)
