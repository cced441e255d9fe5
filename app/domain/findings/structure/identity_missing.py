"""IDENTITY_MISSING: the form does not say which project or which unit it is about."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, is_reason, warning
from app.domain.rule_pack import FormKind
from app.domain.submission import NamedCode


def identity_missing(review: Review) -> Iterator[Finding]:
    """A code or a name is enough. A department's own form has no project."""
    form = review.submission
    if form.kind is not FormKind.DEPARTMENT_SELF_EVALUATION and not _named(form.project):
        yield warning(
            "IDENTITY_MISSING",
            "/project",
            "未填项目名称和项目编码，不知评的是哪个项目",
            "neither name nor code of the project is given",
        )
    if not _named(form.unit):
        yield warning(
            "IDENTITY_MISSING",
            "/unit",
            "未填实施单位（填报单位）的名称和代码，不知由谁负责",
            "neither name nor code of the unit is given: nobody answers for the form",
        )


def _named(given: NamedCode) -> bool:
    return is_reason(given.name) or is_reason(given.code)
