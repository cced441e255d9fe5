"""`jixiao rules publish`: what a person types and reads, and that a running service takes it up."""

import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.storage.migrate import upgrade
from tests.forms import project_form
from tests.own_packs import write_deducting
from tests.program import running_program

ID = "deducting-self-evaluation"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return write_deducting(tmp_path / "desk")


def publish(pack: Path, **surroundings: object) -> Result:
    return CliRunner().invoke(
        app, ["rules", "publish", str(pack)], env={name: str(value) for name, value in surroundings.items()}
    )


def test_a_running_service_scores_by_a_pack_published_meanwhile(written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    settings = {"RULE_PACKS_DIR": str(folder), "RULE_PACKS_SECONDS": "1"}
    form = {**project_form(), "rule_pack": {"id": ID}}
    with running_program(tmp_path, **settings) as program, httpx.Client(base_url=program.address) as client:
        assert client.post("/v1/evaluations", json=form).status_code == 422

        result = publish(written.parent, DATABASE_URL=program.url, RULE_PACKS_DIR=folder)
        assert result.exit_code == 0, result.output
        program.waited_for("rule_packs.changed")

        answer = client.post("/v1/evaluations", json=form)
        assert answer.status_code == 201
        digest = answer.json()["rule_pack"]["digest"]
        assert f"{ID}@1.0.0  {digest}" in result.stdout
        first, second = client.get("/v1/audit/entries").json()["items"]
        assert json.loads(first["body"])["rule_pack"] == {"id": ID, "version": "1.0.0", "digest": digest}
        assert second["position"] == answer.json()["audit"]["position"] == 2
        assert client.post("/v1/audit/verify", json={}).json()["holds"]


def test_without_a_folder_nothing_is_published(written: Path) -> None:
    result = publish(written, RULE_PACKS_DIR="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RULE_PACKS_DIR" in result.stderr


@pytest.mark.parametrize(("before", "after", "told"), [("status: in_force", "status: draft", "status 不是 in_force")])
def test_what_is_refused_is_not_recorded(written: Path, tmp_path: Path, before: str, after: str, told: str) -> None:
    written.write_text(written.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    folder = tmp_path / "published"
    result = publish(written, DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}", RULE_PACKS_DIR=folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert not folder.exists()
    assert not (tmp_path / "none.db").exists()


def test_a_publication_that_cannot_be_recorded_puts_nothing_in_force(written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    result = publish(written, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}", RULE_PACKS_DIR=folder)
    assert result.exit_code == 2
    assert not folder.exists()


def test_to_publish_again_finishes_and_says_so(written: Path, tmp_path: Path) -> None:
    url, folder = f"sqlite:///{tmp_path / 'jixiao.db'}", tmp_path / "published"
    upgrade(url)
    first, second = (publish(written, DATABASE_URL=url, RULE_PACKS_DIR=folder) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), second.output
    assert first.stdout == second.stdout
