"""An answer in parts is the answer that the parts make together."""

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from app.api.in_parts import InParts


@pytest.mark.parametrize("parts", [(b"{}",), (b'{"a":1,', memoryview(b'{"b":2}')[1:]), (b"[", b"1", b"]"), (b"",)])
def test_the_parts_arrive_as_one_body_of_their_length(parts: tuple[bytes | memoryview, ...]) -> None:
    app = FastAPI()

    @app.get("/", response_model=None)
    def answer() -> Response:
        return InParts(parts, 201, "application/x")

    answered = TestClient(app).get("/")
    whole = b"".join(parts)
    assert (answered.status_code, answered.content) == (201, whole)
    assert (answered.headers["content-length"], answered.headers["content-type"]) == (str(len(whole)), "application/x")
