"""However many label values come, the series stay few."""

from prometheus_client import CollectorRegistry, Counter

from app.metrics.series import MOST, OTHER, Series


def counter() -> Counter:
    return Counter("seen", "Seen.", ("one", "two"), registry=CollectorRegistry())


def test_the_same_values_are_the_same_series() -> None:
    metric = counter()
    series = Series(metric)
    assert series["a", "b"] is series["a", "b"] is metric.labels("a", "b")


def test_what_comes_after_the_last_series_shares_one() -> None:
    series = Series(counter())
    last = [series[str(number), "b"] for number in range(MOST)][-1]
    assert series[str(MOST - 1), "b"] is last
    shared = series[str(MOST), "b"]
    assert shared is not last
    assert shared is series["any", "other"] is series[OTHER, OTHER]
    assert len(series) == MOST
