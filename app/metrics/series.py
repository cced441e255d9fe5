"""Series by their label values, looked up in a dictionary: the library's own lookup costs more than the counting."""

from typing import TypeVar

from prometheus_client.metrics import MetricWrapperBase

_Metric = TypeVar("_Metric", bound=MetricWrapperBase)

MOST = 2000
OTHER = "other"


class Series(dict[tuple[str, ...], _Metric]):
    """The series of one metric. Whatever the label values come from, there are never more than `MOST` and one."""

    def __init__(self, metric: _Metric) -> None:
        super().__init__()
        self._metric = metric

    def __missing__(self, values: tuple[str, ...]) -> _Metric:
        if len(self) >= MOST:
            return self._metric.labels(*(OTHER for _ in values))
        series = self[values] = self._metric.labels(*values)
        return series
