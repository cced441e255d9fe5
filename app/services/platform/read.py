"""A recorded evaluation in the platform's vocabulary, for whoever may see it."""

from collections.abc import Callable

from app.domain.rule_pack import FormKind
from app.domain.submission import Submission
from app.services.author import Author
from app.services.errors import NoPlatformTable
from app.services.found import Store, found
from app.services.ordinary.json_text import compact
from app.services.platform.tables import platform_view

KINDS = (FormKind.PROJECT_SELF_EVALUATION, FormKind.PROJECT_TARGET_SELF_EVALUATION)


class PlatformReading:
    """`read_submission` makes the form of its canonical text."""

    def __init__(self, store: Store, read_submission: Callable[[bytes], Submission]) -> None:
        self._store = store
        self._read_submission = read_submission

    def view(self, reader: Author, evaluation_id: str) -> str:
        """The tables as JSON text.

        Raises EvaluationNotFound, and NoPlatformTable for a form that is no self-evaluation of a project.
        """
        stored = found(self._store, reader.tenant, reader.data, evaluation_id)
        if stored.kind not in KINDS:
            raise NoPlatformTable
        view = platform_view(stored, self._read_submission(stored.submission))
        return compact(view)
