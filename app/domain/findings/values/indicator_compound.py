"""INDICATOR_COMPOUND: one indicator with two contents, but a single value."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, info, name_of, pointer_to
from app.domain.findings.wording import contents_of, is_sentence_as_share
from app.domain.target import ValueKind
from app.domain.trace import as_printed

_ONE_VALUE = (ValueKind.NUMBER, ValueKind.RANGE, ValueKind.DATE)


def indicator_compound(review: Review) -> Iterator[Finding]:
    """Of values only: words may well describe two effects at once."""
    for line in review.evaluation.lines:
        contents = contents_of(line.name) if line.target.kind in _ONE_VALUE else ()
        if len(contents) < 2 or is_sentence_as_share(line):
            continue
        target = as_printed(line.target)
        listed = "、".join(f"“{each}”" for each in contents)
        yield info(
            "INDICATOR_COMPOUND",
            pointer_to(line, "name"),
            f"{name_of(line).zh}似含 {len(contents)} 项内容（{listed}），指标值“{target}”却只有一个；如是，请分设指标",
            f"{name_of(line).en} seems to name {len(contents)} things for one target “{target}”; if so, make two of it",
            evidence(target=target, contents=str(len(contents))),
        )
