"""分档: ordered bands with inclusive bounds, the first that holds wins, the last is otherwise.

Seen on the Shaanxi department form of 2018: 预算完成率, 支出进度率, 预算编制准确率.
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.criterion import Band, BandBound, Bands, Criterion
from app.domain.entry import Entry
from app.domain.evaluation import LineDirection, Step, Verdict
from app.domain.measuring import Measured
from app.domain.rounding import share_of
from app.domain.telling import Told, scored
from app.domain.text import Text, limit, plain

METHOD = "bands"


def bands(entry: Entry, criterion: Criterion, table: Bands, measured: Measured, full: Decimal) -> Verdict:
    """Scores an unrounded rate by the first band it falls in; `full` are the points the table is written for."""
    value = measured.value if measured.value is not None else Fraction(0)
    band = band_of(value, table)
    score = share_of(entry.weight, Fraction(band.score) / Fraction(full), entry.places)
    held = _condition(band, table)
    told = Told(
        method=METHOD,
        direction=LineDirection.POSITIVE if table.bound is BandBound.AT_LEAST else LineDirection.NEGATIVE,
        formula=measured.formula,
        substituted=f"{measured.substituted}，{held.zh} → {plain(score)}",
        steps=(
            measured.step,
            Step("band", Text(f"落在{held.zh}一档：{plain(score)} 分", f"falls in the band {held.en}: {plain(score)}")),
        ),
        sentence=Text(
            f"{measured.substituted}，落在{held.zh}一档，得 {plain(score)} 分",
            f"{measured.substituted}: band {held.en}, {plain(score)}",
        ),
        completion=value,
    )
    return scored(criterion, entry.weight, score, told)


def band_of(value: Fraction, table: Bands) -> Band:
    """The first band that holds."""
    if table.exactly is not None and value == table.exactly.bound:
        return table.exactly
    return next(band for band in table.bands if _holds(value, band, table.bound))


def _holds(value: Fraction, band: Band, bound: BandBound) -> bool:
    if band.bound is None:
        return True
    return value >= band.bound if bound is BandBound.AT_LEAST else value <= band.bound


def _condition(band: Band, table: Bands) -> Text:
    if band.bound is None:
        return Text("“其余”", "“otherwise”")
    if band is table.exactly:
        return Text(f"“={limit(band.bound)}”", f"“={limit(band.bound)}”")
    sign = "≥" if table.bound is BandBound.AT_LEAST else "≤"
    return Text(f"“{sign}{limit(band.bound)}”", f"“{sign}{limit(band.bound)}”")
