"""Whether an entry holds against itself and its rows, without a database."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from app.storage.bodies import evaluation_body
from app.storage.checks import Link, faults_of
from app.storage.ledger import Fault, entry_digest
from app.storage.plan import Series, plan
from app.storage.records import NewEntry
from tests.storage.making import START, TENANT, new_evaluation, new_withdrawal, nothing_known


@pytest.fixture
def links() -> list[Link]:
    """An evaluation and its revision."""
    first = new_evaluation(series_key="form")
    made = plan([first, new_evaluation(series_key="form")], nothing_known(TENANT))
    return [Link(entry, record, ()) for entry, record in zip(made.entries, made.evaluations, strict=True)]


def first_fault(link: Link) -> Fault | None:
    return next(faults_of(link, "sha256"), None)


def code_and_field(link: Link) -> tuple[str, str]:
    fault = first_fault(link)
    assert fault is not None
    assert fault.position == link.entry.position
    return fault.code, fault.field


def withdrawal_link(links: list[Link]) -> Link:
    target = links[1].evaluation
    assert target is not None
    known = replace(
        nothing_known(TENANT),
        series={(TENANT, "form"): Series(2, target.id)},
        standing={(TENANT, "form"): {2: target.id}},
    )
    made = plan([new_withdrawal(target)], known)
    ((_, withdrawal),) = made.withdrawals
    return Link(made.entries[0], replace(target, withdrawal=withdrawal), ())


def all_links(links: list[Link]) -> Iterator[Link]:
    """These, and the withdrawal of the revision."""
    yield from links
    yield withdrawal_link(links)


def test_untouched_entries_hold(links: list[Link]) -> None:
    assert [first_fault(link) for link in all_links(links)] == [None] * 3
    assert [link.entry.entry_kind for link in all_links(links)] == ["evaluation", "revision", "withdrawal"]


def test_an_altered_text_is_found(links: list[Link]) -> None:
    for link in all_links(links):
        altered = replace(link.entry, body=link.entry.body.replace("form", "farm"))
        assert code_and_field(replace(link, entry=altered)) == ("altered_entry", "ledger_entry.body")


@pytest.mark.parametrize("digest", ["md5:00", "sha256", "", "shake_128:00", "sm3:" + "0" * 64])
def test_a_digest_that_is_not_the_texts_does_not_pass(links: list[Link], digest: str) -> None:
    altered = replace(links[0], entry=replace(links[0].entry, entry_digest=digest))
    assert code_and_field(altered) == ("altered_entry", "ledger_entry.body")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tenant", "another"),
        ("entry_kind", "withdrawal"),
        ("evaluation_id", "another"),
        ("recorded_at", new_evaluation().recorded_at),
    ],
)
def test_a_column_that_contradicts_the_text_is_found(links: list[Link], column: str, value: object) -> None:
    for link in all_links(links):
        if getattr(link.entry, column) == value:
            continue
        altered = replace(link, entry=replace(link.entry, **{column: value}))
        assert code_and_field(altered) == ("altered_entry", f"ledger_entry.{column}")


@pytest.mark.parametrize("name", ["submission", "sheet"])
def test_an_altered_document_is_found(links: list[Link], name: str) -> None:
    evaluation = links[0].evaluation
    assert evaluation is not None
    document = getattr(evaluation, name)
    altered = replace(evaluation, **{name: document + document[-1:]})
    assert code_and_field(replace(links[0], evaluation=altered)) == (f"altered_{name}", f"evaluation.{name}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grade": "good"}, "evaluation.grade"),
        ({"score": Decimal("98.49")}, "evaluation.score"),
        ({"score": None}, "evaluation.score"),
        ({"weight": Decimal("99")}, "evaluation.weight"),
        ({"declared_total": None}, "evaluation.declared_total"),
        ({"rule_pack_version": "2.0.0"}, "evaluation.rule_pack_version"),
        ({"recorded_by": "somebody else"}, "evaluation.recorded_by"),
        ({"attempt": 3}, "evaluation.attempt"),
        ({"supersedes": "another"}, "evaluation.supersedes"),
        ({"finding_codes": ()}, "evaluation.finding_codes"),
        ({"series_key": "farm"}, "evaluation.series_key"),
        ({"position": 9}, "evaluation.position"),
    ],
    ids=str,
)
def test_an_altered_fact_is_named(links: list[Link], changes: dict[str, object], field: str) -> None:
    evaluation = links[0].evaluation
    assert evaluation is not None
    altered = replace(evaluation, **changes)  # type: ignore[arg-type]
    assert code_and_field(replace(links[0], evaluation=altered)) == ("altered_evaluation", field)


def test_a_rewritten_entry_holds_by_itself(links: list[Link]) -> None:
    """Nothing but the tree shows it."""
    entry, evaluation = links[0].entry, links[0].evaluation
    assert evaluation is not None
    evaluation = replace(evaluation, score=Decimal("99.48"))
    body = evaluation_body(evaluation, 1, 1, None)
    rewritten = replace(entry, body=body, entry_digest=entry_digest("sha256", body))
    assert first_fault(Link(rewritten, evaluation, ())) is None


def test_missing_rows_are_found(links: list[Link]) -> None:
    for link in links:
        assert code_and_field(replace(link, evaluation=None)) == ("missing_evaluation", "evaluation.id")
    withdrawn = withdrawal_link(links)
    assert withdrawn.evaluation is not None
    standing = replace(withdrawn.evaluation, withdrawal=None)
    for missing in (None, standing):
        found = code_and_field(replace(withdrawn, evaluation=missing))
        assert found == ("missing_withdrawal", "withdrawal.evaluation_id")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "别的原因"}, "withdrawal.reason"),
        ({"effective_id": "another"}, "withdrawal.effective_id"),
        ({"recorded_by": "somebody else"}, "withdrawal.recorded_by"),
        ({"recorded_at": new_evaluation().recorded_at}, "withdrawal.recorded_at"),
        ({"position": 9}, "withdrawal.position"),
    ],
    ids=str,
)
def test_an_altered_withdrawal_is_named(links: list[Link], changes: dict[str, object], field: str) -> None:
    link = withdrawal_link(links)
    assert link.evaluation is not None
    assert link.evaluation.withdrawal is not None
    altered = replace(link.evaluation, withdrawal=replace(link.evaluation.withdrawal, **changes))  # type: ignore[arg-type]
    assert code_and_field(replace(link, evaluation=altered)) == ("altered_withdrawal", field)


def test_a_column_that_nothing_explains_is_named(links: list[Link]) -> None:
    assert code_and_field(replace(links[0], inconsistent=("evaluation.province_code",))) == (
        "invalid_row", "evaluation.province_code",
    )  # fmt: skip


def test_an_entry_of_another_kind_is_held_against_its_own_text() -> None:
    new = NewEntry(tenant=TENANT, kind="rule_pack", facts={"id": "p"}, recorded_at=START, recorded_by="a")
    (entry,) = plan([new], nothing_known(TENANT)).entries
    assert first_fault(Link(entry, None, ())) is None
    assert code_and_field(Link(replace(entry, body=entry.body + " "), None, ())) == (
        "altered_entry",
        "ledger_entry.body",
    )
