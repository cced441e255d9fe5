"""One form of a batch: from its bytes to what is recorded of it, or to the problem with it."""

import json
import re
from functools import lru_cache

from app.api.json_syntax import holds_more_than, parse_json
from app.api.problem import FieldError, Problem
from app.api.problem_types import BodyTooLarge
from app.api.stored_problem import stored_problem
from app.api.strict_json import StrictJsonRoute
from app.api.translations import TRANSLATIONS
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.api.validation_errors import too_many_values
from app.rules import errors as rules_errors
from app.rules.catalogue import Catalogue
from app.services.evaluate import scored_form
from app.services.form import ScoredForm
from app.services.ordinary.json_text import compact
from app.services.score import Scorer


class ItemScorer:
    """Scores forms as if each had been sent to `POST /v1/evaluations` alone."""

    def __init__(self, catalogue: Catalogue, longest: int) -> None:
        """`longest` is how many bytes a form may have."""
        self._scorer = Scorer(catalogue)
        self._bodies = BodyScorer(self._scorer, drafts=False)
        self._longest = longest

    def score(self, item: bytes, defaults: str | None) -> ScoredForm | str:
        """The form with its score, or the problem with it as JSON text (stored_problem.py)."""
        try:
            if len(item) > self._longest:
                raise BodyTooLarge(self._longest)
            form = item if defaults is None else with_defaults(item, defaults)
            return self._bodies.form_to_record(form) or self._scored_by_domain(form)
        except Problem as problem:
            return stored_problem(problem)
        except rules_errors.RulePackError as error:
            return stored_problem(_pack_problem(error))

    def _scored_by_domain(self, item: bytes) -> ScoredForm:
        if holds_more_than(StrictJsonRoute.max_values, item, parse_json(item)):
            raise too_many_values(StrictJsonRoute.max_values)
        form = form_of(read_form(item))
        return scored_form(form, self._scorer.score(form.submission, drafts=False))


def with_defaults(item: bytes, defaults: str) -> bytes:
    """The form with what it leaves out or has as null; every other byte stays as it is. Raises MalformedJson."""
    document = parse_json(item)
    if not isinstance(document, dict):
        return item
    begin = item.index(b"{") + 1
    inserted: list[bytes] = []
    for name, member in _members(defaults):
        if name not in document:
            inserted.append(member)
        elif document[name] is None:
            # Within a text the quotation marks would have backslashes: this is the member, wherever it stands.
            item = re.sub(rb'"%b"\s*:\s*null' % name.encode(), member.replace(b"\\", rb"\\"), item)
    if inserted and document:
        inserted.append(b"")
    return item[:begin] + b",".join(inserted) + item[begin:]


@lru_cache(maxsize=16)
def _members(defaults: str) -> list[tuple[str, bytes]]:
    return [(name, compact({name: value})[1:-1].encode()) for name, value in json.loads(defaults).items()]


def _pack_problem(error: rules_errors.RulePackError) -> Problem:
    """The problem of a form sent alone, naming the fields by which its pack was looked for as well."""
    problem = TRANSLATIONS[type(error)](error)
    names = _LOOKED_UP_BY if isinstance(error, rules_errors.NoRulePack) else ("rule_pack",)
    errors = [FieldError(f"/{name}", problem.slug.replace("-", "_"), problem.explanation) for name in names]
    return type(problem)(problem.explanation, errors=errors)


_LOOKED_UP_BY = ("kind", "region_code", "fiscal_year")
