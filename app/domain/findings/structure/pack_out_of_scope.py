"""PACK_OUT_OF_SCOPE: the pack the caller named is not for this form, this region or this year."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.review import Review, evidence, warning
from app.domain.rule_pack import FORM_NAMES, Scope


def pack_out_of_scope(review: Review) -> Iterator[Finding]:
    """Without a region code nothing is said about the region."""
    form, scope = review.submission, review.pack.scope
    zh, en = [], []
    other_kind = form.kind is not scope.kind
    if other_kind:
        wanted, given = FORM_NAMES[scope.kind], FORM_NAMES[form.kind]
        zh.append(f"适用于{wanted.zh}，本表为{given.zh}")
        en.append(f"it is for the {wanted.en}, the form is a {given.en}")
    if form.region_code and not scope.covers_region(form.region_code):
        zh.append(f"适用地区 {scope.region}，本表为 {form.region_code}")
        en.append(f"it is for region {scope.region}, the form is from {form.region_code}")
    if not scope.covers_year(form.fiscal_year):
        zh.append(f"适用年度 {_years(scope)}，本表为 {form.fiscal_year} 年度")
        en.append(f"it is for {_years(scope)}, the form for {form.fiscal_year}")
    if zh:
        yield warning(
            "PACK_OUT_OF_SCOPE",
            "/rule_pack",
            f"所用规则包“{review.pack.title.zh}”不适用于本表：{'；'.join(zh)}",
            f"the pack “{review.pack.title.en}” is not for this form: {'; '.join(en)}",
            evidence(
                rule_pack=review.pack.id,
                kind=scope.kind.value if other_kind else None,
                form_kind=form.kind.value if other_kind else None,
                region=scope.region,
                years=_years(scope),
                form_region=form.region_code,
                form_year=str(form.fiscal_year),
            ),
        )


def _years(scope: Scope) -> str:
    if scope.last_year is None:
        return f"{scope.first_year}–"
    return str(scope.first_year) if scope.first_year == scope.last_year else f"{scope.first_year}–{scope.last_year}"
