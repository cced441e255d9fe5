"""`jixiao audit`: keys, checkpoints, verification and mirrors, on both engines, as an auditor uses them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, delete, select, update
from typer.testing import CliRunner, Result

from app.cli import app
from app.storage import tables
from app.storage.checkpoint import VerifierKey
from app.storage.engine import create_engine
from app.storage.signing import FileSigner
from app.verify.jixiao_verify import main as jixiao_verify
from tests.forms import project_form
from tests.serving import recorded, serving
from tests.storage.tampering import at, replant, rewrite, tampering
from tests.verify.ledgers import Ledger

TENANT = "default"
SIZE = 5
SEED = bytes(range(32))
OTHER = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))


@pytest.fixture(autouse=True)
def url(migrated_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A service's own database and key, in the environment."""
    key = tmp_path / "ledger.key"
    key.write_bytes(SEED)
    key.chmod(0o600)
    for name in ("LEDGER_ORIGIN", "LEDGER_ALGORITHM", "RULE_PACKS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", migrated_database_url)
    monkeypatch.setenv("LEDGER_KEY_FILE", str(key))
    return migrated_database_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = create_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def grown(url: str) -> None:
    record(url, 0, SIZE)


def record(url: str, first: int, after: int) -> None:
    with serving(url) as client:
        for number in range(first, after):
            recorded(client, project_form(f"P{number}"))


def audit(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def kept_checkpoint(folder: Path, name: str = "kept.txt") -> Path:
    """What an auditor carries home."""
    result = audit("checkpoint")
    assert result.exit_code == 0, result.output
    file = folder / name
    file.write_text(result.stdout, encoding="utf-8")
    return file


def key() -> str:
    return audit("key").stdout.strip()


@pytest.mark.usefixtures("grown")
def test_an_untouched_ledger_holds_with_and_without_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    outside = kept_checkpoint(tmp_path)
    for arguments in ([], ["--trusted", outside], ["--tenant", TENANT], ["--key", key(), "--trusted", outside]):
        result = audit("verify", *arguments)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith(f"通过 / ok: default：{SIZE} 条记录 / {SIZE} entries, sha256:")


def test_a_database_without_entries_is_said_to_have_none() -> None:
    assert "没有账册 / there is no ledger" in audit("verify").stdout
    assert audit("checkpoint").exit_code == 2


def altered_grade(connection: Connection) -> None:
    connection.execute(update(tables.evaluation).where(at(tables.evaluation, 3, TENANT)).values(grade="fair"))


def deleted_entry(connection: Connection) -> None:
    connection.execute(delete(tables.ledger_entry).where(at(tables.ledger_entry, 3, TENANT)))


def altered_head(connection: Connection) -> None:
    connection.execute(update(tables.ledger_head).values(frontier="00" * 32 + " " + "11" * 32))


def altered_note(connection: Connection) -> None:
    note = connection.execute(select(tables.checkpoint.c.note)).scalar_one()
    connection.execute(update(tables.checkpoint).values(note=note.replace(f"\n{SIZE}\n", f"\n{SIZE - 1}\n")))


def unsigned_note(connection: Connection) -> None:
    note = connection.execute(select(tables.checkpoint.c.note)).scalar_one()
    connection.execute(update(tables.checkpoint).values(note=note.partition("\n\n")[0]))


def altered_checkpoint(connection: Connection) -> None:
    connection.execute(update(tables.checkpoint).values(root="sha256:" + "00" * 32))


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (altered_grade, "第 3 号记录所涉的评价与账册不符"),
        (deleted_entry, "entry 3 is missing"),
        (altered_head, "[wrong_head, ledger_head.frontier: "),
        (altered_note, "[wrong_checkpoint, checkpoint.note: "),
        (unsigned_note, "[wrong_checkpoint, checkpoint.note: "),
        (altered_checkpoint, "[wrong_checkpoint, checkpoint.root: "),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_was_altered_is_printed_with_its_place(
    engine: Engine, tmp_path: Path, tamper: Callable[[Connection], None], said: str
) -> None:
    kept_checkpoint(tmp_path)
    with tampering(engine) as connection:
        tamper(connection)
    result = audit("verify")
    assert result.exit_code == 1, result.output
    assert "不通过 / FAILED: default：" in result.stdout
    assert said in result.stdout


def rewritten(connection: Connection) -> None:
    altered_grade(connection)
    connection.execute(delete(tables.checkpoint))
    rewrite(connection, TENANT)


def cut_off(connection: Connection) -> None:
    connection.execute(delete(tables.checkpoint))
    gone = select(tables.evaluation.c.id).where(at(tables.evaluation, SIZE, TENANT)).scalar_subquery()
    connection.execute(delete(tables.effective_evaluation).where(tables.effective_evaluation.c.evaluation_id == gone))
    for table in (tables.evaluation_finding, tables.ledger_entry, tables.evaluation):
        connection.execute(delete(table).where(at(table, SIZE, TENANT)))
    replant(connection, TENANT)


def emptied(connection: Connection) -> None:
    for table in (
        tables.checkpoint,
        tables.effective_evaluation,
        tables.evaluation_finding,
        tables.ledger_entry,
        tables.ledger_head,
        tables.evaluation,
    ):
        connection.execute(delete(table))


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("tamper", [rewritten, cut_off, emptied])
def test_an_insider_who_leaves_no_trace_is_found_by_a_checkpoint_kept_elsewhere(
    engine: Engine, tmp_path: Path, tamper: Callable[[Connection], None]
) -> None:
    outside = kept_checkpoint(tmp_path)
    with tampering(engine) as connection:
        tamper(connection)
    assert audit("verify").exit_code == 0
    result = audit("verify", "--trusted", outside)
    assert result.exit_code == 1, result.output
    assert "wrong_trusted_head" in result.stdout


@pytest.mark.usefixtures("grown")
def test_a_ledger_that_contradicts_its_last_checkpoint_gets_no_further_one(engine: Engine, url: str) -> None:
    assert audit("checkpoint").exit_code == 0
    record(url, SIZE, SIZE + 1)
    with tampering(engine) as connection:
        altered_grade(connection)
        rewrite(connection, TENANT)
    result = audit("checkpoint")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "contradicts what was signed" in result.stderr


@pytest.mark.usefixtures("grown")
def test_a_mirror_is_continued_and_holds_against_checkpoints_of_any_day(url: str, tmp_path: Path) -> None:
    mirror, first = tmp_path / "mirror.ndjson", kept_checkpoint(tmp_path, "first.txt")
    assert f"新增 {SIZE} 条，共 {SIZE} 条" in audit("mirror", mirror).stdout
    record(url, SIZE, SIZE + 3)
    assert f"3 entries added, {SIZE + 3} in all" in audit("mirror", mirror).stdout
    assert "0 entries added" in audit("mirror", mirror).stdout
    second = kept_checkpoint(tmp_path, "second.txt")
    notes = ["--checkpoint", str(first), "--checkpoint", str(second)]
    assert jixiao_verify(["mirror", str(mirror), *notes, "--key", key()]) == 0


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("content", ['{"position":2}\n', '{"position":1}', "x\n", "[]\n", '{"position":1}\n\n'])
def test_a_file_that_is_no_mirror_is_not_continued(tmp_path: Path, content: str) -> None:
    file = tmp_path / "mirror.ndjson"
    file.write_text(content)
    result = audit("mirror", file)
    assert result.exit_code == 1
    assert "nothing was added" in result.stderr
    assert file.read_text() == content


def test_a_mirror_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = audit("mirror", tmp_path / "no" / "such" / "folder")
    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_the_key_is_the_one_of_the_tenant() -> None:
    signer = FileSigner(Ed25519PrivateKey.from_private_bytes(SEED))
    assert key() == VerifierKey("jixiao/default", signer.public_key).text()
    assert audit("key", "--tenant", "丰台区").stdout.startswith("jixiao/丰台区+")


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x", "the checkpoint cannot be used"),
        ("{}", "it is no checkpoint"),
        ("{", "it is no checkpoint"),
        (Ledger(tenant=TENANT, signer=OTHER).grow(1).checkpoint(), "not signed by jixiao/default"),
        (None, "No such file"),
    ],
)
def test_what_is_no_checkpoint_of_this_service_is_refused(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "kept.txt"
    if content is not None:
        file.write_text(content)
    result = audit("verify", "--trusted", file)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.usefixtures("grown")
def test_checkpoints_of_other_origins_and_tenants_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = kept_checkpoint(tmp_path)
    assert audit("verify", "--tenant", "丰台区", "--trusted", outside).exit_code == 2
    monkeypatch.setenv("LEDGER_ORIGIN", "elsewhere")
    result = audit("verify", "--trusted", outside)
    assert result.exit_code == 2
    assert "LEDGER_ORIGIN is another" in result.stderr


@pytest.mark.usefixtures("grown")
def test_an_auditor_needs_no_private_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside, public = kept_checkpoint(tmp_path), key()
    monkeypatch.setenv("LEDGER_KEY_FILE", str(tmp_path / "none"))
    assert audit("verify").exit_code == 0
    assert audit("verify", "--trusted", outside, "--key", public).exit_code == 0
    assert "give --key" in audit("verify", "--trusted", outside).stderr
    assert audit("key").exit_code == 2


@pytest.mark.usefixtures("grown")
def test_after_a_change_of_keys_the_old_checkpoints_hold_under_the_old_key(url: str, tmp_path: Path) -> None:
    before, old = kept_checkpoint(tmp_path, "before.txt"), key()
    (tmp_path / "ledger.key").write_bytes(bytes(32))
    record(url, SIZE, SIZE + 1)
    after = kept_checkpoint(tmp_path, "after.txt")
    assert audit("verify").exit_code == 0
    assert audit("verify", "--trusted", before).exit_code == 2
    both = ["--key", old, "--key", key()]
    assert audit("verify", "--trusted", before, "--trusted", after, *both).exit_code == 0


def test_a_key_that_is_not_one_is_refused() -> None:
    result = audit("verify", "--key", "x")
    assert result.exit_code == 2
    assert "--key: " in result.stderr


@pytest.mark.usefixtures("grown")
def test_an_answer_of_the_service_will_do_as_a_checkpoint(url: str, tmp_path: Path) -> None:
    file = tmp_path / "head.json"
    with serving(url) as client:
        file.write_text(json.dumps(client.get("/v1/audit/head").json()))
    assert audit("verify", "--trusted", file).exit_code == 0
