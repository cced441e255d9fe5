"""What the forms of a batch came to: a line of JSON each, in their order."""

from collections.abc import Callable, Iterator

from app.domain.text import plain
from app.services.answer import rfc3339
from app.services.ordinary.json_text import compact
from app.storage.batch_records import Outcome, ReadParcel
from app.storage.records import EvaluationSummary

_FAILED = '"status":"failed"'


def recorded_line(number: int, evaluation: EvaluationSummary) -> str:
    """A form that was recorded, with what a caller needs of its evaluation, as it was then."""
    return _line(
        number,
        "recorded",
        evaluation={
            "id": evaluation.id,
            "href": f"/v1/evaluations/{evaluation.id}",
            "status": evaluation.status,
            "unit_code": evaluation.unit_code,
            "project_code": evaluation.project_code,
            "score": None if evaluation.score is None else plain(evaluation.score),
            "weight": plain(evaluation.weight),
            "grade": evaluation.grade,
            "findings": list(evaluation.finding_codes),
            "attempt": evaluation.attempt,
            "position": evaluation.position,
            "recorded_at": rfc3339(evaluation.recorded_at),
        },
    )


def failed_line(number: int, problem: str) -> str:
    """A form that was refused; `problem` is JSON text."""
    return f'{{"number":{number},{_FAILED},"evaluation":null,"problem":{problem}}}'


def lines_of(
    parcel: ReadParcel, after: int, outcome: Outcome | None, worded: Callable[[str], str]
) -> Iterator[tuple[int, str]]:
    """The lines of a parcel behind number `after`, those of one outcome if told, each with its number.

    `worded` puts a failed one into the words of whoever reads it.
    """
    for number, line in enumerate(_lines(parcel), parcel.first_number):
        failed = parcel.failed > 0 and line.startswith(_FAILED, line.index(",") + 1)
        if number > after and outcome in (None, _outcome(parcel, failed)):
            yield number, worded(line) if failed else line


def _lines(parcel: ReadParcel) -> Iterator[str]:
    if parcel.results is not None:
        yield from parcel.results.split("\n")
        return
    for number in range(parcel.first_number, parcel.first_number + parcel.forms):
        yield _line(number, _outcome(parcel, failed=False))


def _outcome(parcel: ReadParcel, failed: bool) -> Outcome:
    if parcel.state == "done":
        return "failed" if failed else "recorded"
    return "cancelled" if parcel.state == "cancelled" else "pending"


def _line(number: int, status: Outcome, evaluation: dict[str, object] | None = None) -> str:
    return compact({"number": number, "status": status, "evaluation": evaluation, "problem": None})
