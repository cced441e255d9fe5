"""What is raised while something is done in the background, as the problem that it is to whoever asked for it."""

import structlog

from app.api.problem import Problem
from app.api.problem_types import InternalError
from app.api.stored_problem import stored_problem
from app.api.translations import TRANSLATIONS
from app.logs.events import ServiceEvent


def refusal(error: Exception) -> str:
    """JSON text (stored_problem.py). An error of ours is logged, and an internal one to everybody else."""
    if isinstance(error, Problem):
        return stored_problem(error)
    translate = TRANSLATIONS.get(type(error))
    if translate is None:
        structlog.get_logger().error(ServiceEvent.UNFORESEEN_ERROR, task="recording", exc_info=error)
        return stored_problem(InternalError())
    return stored_problem(translate(error))
