"""A form in the platform's tables: scored and recorded like any other, answered in the same tables."""

from typing import Any

from app.services.author import Author
from app.services.evaluate import EvaluationService
from app.services.form import Form, series_key
from app.services.ordinary.json_text import compact
from app.services.platform.form import echoed, notes
from app.services.platform.tables import platform_view
from app.services.recording import Answer

Json = dict[str, Any]

# Under one idempotency key this and the ordinary request are two requests.
_OPERATION = "platform evaluation"


async def record_tables(
    evaluations: EvaluationService, form: Form, author: Author, idempotency_key: str | None
) -> Answer:
    """Records the form that the tables say. Raises what EvaluationService.record raises."""
    return await evaluations.record_in(series_key(form.submission), _OPERATION, form, author, idempotency_key)


def answer_in_tables(answer: Answer, form: Form, sent: Json) -> str:
    """The record as tables, with what was `sent` in the columns that the service knows nothing of."""
    view = platform_view(answer.stored, form.submission)
    view["warnings"] += notes(sent)
    return compact(echoed(view, sent))
