"""How an exercise went: how long until its mail was taken, and until each organisation acknowledged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from services.oversight.domain.export import csv_of
from services.oversight.domain.standing import Alert, Region, Undelivered
from templates.wording import duration, plural

#: So many of the slowest are named on the page; the file for a spreadsheet has every one.
NAMED = 10
HEADER = (
    *("reference", "kind", "ods_code", "organisation", "region", "must_respond", "issued_at"),
    *("reached_at", "seconds_to_reach", "why_not_reached"),
    *("acknowledged_at", "seconds_to_acknowledge"),
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one organisation did in an exercise, over all versions of it that were for the organisation."""

    ods_code: str
    region: Region
    name: str | None = None
    must_respond: bool = True
    #: When the first version for this organisation was said; None as long as only its audience has arrived.
    issued_at: datetime | None = None
    #: When a mail server first took a mail for it.
    reached_at: datetime | None = None
    why_not_reached: Undelivered | None = None
    #: Whoever begins to act has read the alert, so that counts where nobody acknowledged before.
    acknowledged_at: datetime | None = None

    @property
    def to_reach(self) -> timedelta | None:
        return self._since(self.reached_at)

    @property
    def to_acknowledge(self) -> timedelta | None:
        return self._since(self.acknowledged_at)

    def _since(self, instant: datetime | None) -> timedelta | None:
        """Clocks of two machines differ: nothing is ever reached before it was issued."""
        if instant is None or self.issued_at is None:
            return None
        return max(instant - self.issued_at, timedelta())

    def joined(self, later: "Part") -> "Part":
        """With what a later version adds: the first time counts, and what is asked is what was asked last."""
        return Part(
            ods_code=self.ods_code,
            name=self.name,
            region=self.region,
            must_respond=later.must_respond,
            issued_at=first(self.issued_at, later.issued_at),
            reached_at=first(self.reached_at, later.reached_at),
            why_not_reached=later.why_not_reached,
            acknowledged_at=first(self.acknowledged_at, later.acknowledged_at),
        )


def first(*instants: datetime | None) -> datetime | None:
    """The earliest of those that are known."""
    return min((one for one in instants if one is not None), default=None)


@dataclass(frozen=True)
class Times:
    """How long it took, of all who were meant: who never did counts as slower than everybody who did.

    Otherwise ten quick answers of a hundred would look like a quick hundred.
    """

    expected: int
    reached: int
    #: The median and the 90th percentile by nearest rank; None while fewer than that have.
    half: timedelta | None
    nine_in_ten: timedelta | None
    #: Of those who did.
    slowest: timedelta | None

    @property
    def missing(self) -> int:
        return self.expected - self.reached


def times(took: Sequence[timedelta | None]) -> Times:
    """One entry for each organisation that was meant; None for one that has not yet, or never did."""
    known = sorted(one for one in took if one is not None)

    def by(share: float) -> timedelta | None:
        rank = ceil(share * len(took))
        return known[rank - 1] if 0 < rank <= len(known) else None

    return Times(len(took), len(known), by(0.5), by(0.9), known[-1] if known else None)


@dataclass(frozen=True)
class Line:
    """One region, or all of them."""

    words: str
    reach: Times
    acknowledge: Times


@dataclass(frozen=True, kw_only=True)
class DrillReport:
    """All that the page says."""

    alert: Alert
    #: By name.
    everybody: tuple[Part, ...]
    total: Line
    by_region: tuple[Line, ...]
    #: Those who took longest to acknowledge, slowest first.
    slowest: tuple[Part, ...]
    not_reached: tuple[Part, ...]
    not_acknowledged: tuple[Part, ...]


def drill_report(alert: Alert, parts: Iterable[Part]) -> DrillReport:
    """Everybody is to be reached, those that must respond are to acknowledge."""
    everybody = sorted(parts, key=lambda one: ((one.name or one.ods_code).casefold(), one.ods_code))
    asked = [one for one in everybody if one.must_respond]
    regions = {one.region.code: one.region for one in sorted(everybody, key=lambda one: one.region.words)}
    slowest = sorted(asked, key=lambda one: one.to_acknowledge or timedelta(), reverse=True)
    return DrillReport(
        alert=alert,
        everybody=tuple(everybody),
        total=_line("England", everybody),
        by_region=tuple(
            _line(region.words, [one for one in everybody if one.region.code == code])
            for code, region in sorted(regions.items(), key=lambda pair: (pair[0] is None, pair[1].words))
        ),
        slowest=tuple(one for one in slowest if one.to_acknowledge is not None)[:NAMED],
        not_reached=tuple(one for one in everybody if one.reached_at is None),
        not_acknowledged=tuple(one for one in asked if one.acknowledged_at is None),
    )


def _line(words: str, parts: Sequence[Part]) -> Line:
    return Line(
        words,
        times([one.to_reach for one in parts]),
        times([one.to_acknowledge for one in parts if one.must_respond]),
    )


def in_a_sentence(report: DrillReport) -> str:
    """How many were reached and have acknowledged, and how long half of them took."""
    reach, acknowledge = report.total.reach, report.total.acknowledge
    if not reach.expected:
        return "Which organisations it is for has not arrived yet."
    reached = f"Its mail reached {reach.reached:,} of {plural(reach.expected, 'organisation')}"
    if not acknowledge.expected:
        return f"{reached}; none of them has to acknowledge."
    of_those = f"{acknowledge.reached:,} of the {acknowledge.expected:,} that must answer acknowledged"
    half = f", half of them within {duration(acknowledge.half)}" if acknowledge.half is not None else ""
    return f"{reached}; {of_those}{half}."


def as_csv(report: DrillReport) -> str:
    """Every organisation on a line, by its name."""
    return csv_of((HEADER, *(_row(report.alert, one) for one in report.everybody)))


def _row(alert: Alert, part: Part) -> tuple[object, ...]:
    return (
        *(alert.reference, alert.kind.value, part.ods_code, part.name, part.region.name, part.must_respond),
        *(part.issued_at, part.reached_at, _seconds(part.to_reach)),
        None if part.reached_at else part.why_not_reached,
        *(part.acknowledged_at, _seconds(part.to_acknowledge)),
    )


def _seconds(took: timedelta | None) -> int | None:
    return None if took is None else round(took.total_seconds())
