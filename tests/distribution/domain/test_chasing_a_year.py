"""A year of chasing, played: alerts, answers, people who come, go and are away, days on which we are down."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.audience import Organisation, Person
from contracts.deadlines import LONDON, end_of, uk_day
from contracts.events.actions import Progress
from contracts.events.register import Absence, Role
from services.distribution.domain import answered, chasing, rounds
from services.distribution.domain.answered import Acknowledged, Answered
from services.distribution.domain.chasing import Deadline, Pace, Rung, Step
from services.distribution.domain.rounds import Item, Register, Told
from services.distribution.handlers.freeze import bank_holidays
from tests.builders import person_id

FIRST, LAST = date(2025, 11, 3), date(2026, 11, 2)
PACE = Pace()
ORGANISATIONS = tuple(
    Organisation(f"R{n}", f"Trust {n}", "nhs_trust", None, f"Y{n % 2}", None, active=True) for n in range(4)
)
DAYS_OFF = frozenset().union(*map(bank_holidays, range(2025, 2029)))
RUNGS = (Rung.STAFF, Rung.EXECUTIVE, Rung.REGION)


@dataclass(frozen=True)
class Said:
    at: datetime
    what: str


@dataclass
class Alert:
    reference: str
    since: datetime
    deadlines: dict[Deadline, datetime]
    is_real: bool
    #: Of each organisation, in order; one that never answers says nothing.
    said: dict[str, list[Said]] = field(default_factory=dict)

    def steps(self) -> tuple[Step, ...]:
        return chasing.plan(chasing.Asked(self.deadlines, self.since), PACE, DAYS_OFF)

    def answered(self, ods_code: str, now: datetime) -> Answered:
        """As distribution folds what it heard."""
        given, progress = Acknowledged(), Progress.NOT_STARTED
        for said in self.said[ods_code]:
            if said.at <= now and said.what == "acknowledges":
                given = answered.given(given, said.at)
            elif said.at <= now and said.what == "withdraws":
                given = answered.taken_back(given, said.at, was_left=False)
            elif said.at <= now:
                progress = {"acts": Progress.IN_PROGRESS, "completes": Progress.COMPLETE}.get(
                    said.what, Progress.NOT_STARTED if said.what == "begins anew" else Progress.IN_PROGRESS
                )
        return Answered(given.stands, progress)

    def has_answered(self, ods_code: str, deadline: Deadline, now: datetime) -> bool:
        """The same told otherwise: what holds after the last thing that was said of it."""
        before = [said.what for said in self.said[ods_code] if said.at <= now]
        acts = [what for what in before if what not in {"acknowledges", "withdraws"}]
        clicks = [what for what in before if what in {"acknowledges", "withdraws"}]
        complete = acts[-1:] == ["completes"]
        under_way = complete or acts[-1:] in (["acts"], ["reopens"])
        acknowledged = under_way or clicks[-1:] == ["acknowledges"]
        return {"acknowledge": acknowledged, "underway": under_way, "complete": complete}[deadline]


@dataclass(frozen=True)
class Sent:
    """A mail with the day of its round, and when its turn comes."""

    day: date
    address: str
    told: tuple[Told, ...]
    at: datetime


@dataclass
class Year:
    """One possible year; Hypothesis draws only the seed, since its own chance is too slow for a year."""

    chance: Random
    alerts: list[Alert] = field(default_factory=list)
    people: list[tuple[date, date, Person]] = field(default_factory=list)
    down: set[date] = field(default_factory=set)
    planned: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alerts = [self._alert(n) for n in range(self.chance.randint(1, 4))]
        self.people = [*self._people()]
        down = range(self.chance.randint(0, 30))
        self.down = {FIRST + timedelta(days=self.chance.randint(0, 364)) for _ in down}

    def _alert(self, number: int) -> Alert:
        issued = FIRST + timedelta(days=self.chance.randint(0, 250))
        since = datetime.combine(issued, time(self.chance.randint(0, 23), 30), tzinfo=UTC)
        days = {Deadline.ACKNOWLEDGE: issued + timedelta(days=self.chance.randint(0, 6))}
        for deadline in (Deadline.UNDERWAY, Deadline.COMPLETE):
            if self.chance.random() < 0.7:
                days[deadline] = issued + timedelta(days=self.chance.randint(0, 60))
        alert = Alert(
            f"alert {number}", since, {d: end_of(day) for d, day in days.items()}, self.chance.random() < 0.8
        )
        for one in ORGANISATIONS:
            silent = self.chance.random() < 0.4
            alert.said[one.ods_code] = [] if silent else [*self._said(since)]
        return alert

    def _said(self, since: datetime) -> Iterator[Said]:
        at = since
        for _ in range(self.chance.randint(1, 6)):
            at += timedelta(minutes=self.chance.randint(1, 20_000))
            words = ("acknowledges", "withdraws", "acts", "completes", "reopens", "begins anew")
            yield Said(at, self.chance.choice(words))

    def _people(self) -> Iterator[tuple[date, date, Person]]:
        for one in ORGANISATIONS:
            for role in (Role.SPECIALIST, Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX):
                joins = FIRST + timedelta(days=self.chance.choice((0, 0, 0, 100)))
                yield joins, self.chance.choice((LAST, LAST, date(2026, 3, 1))), self._person(one, role)
            yield FIRST, LAST, self._person(one, Role.EXECUTIVE_LEAD)
        for region in ("Y0", "Y1"):
            place = Organisation(region, region, "region", None, region, None, active=True)
            yield FIRST, LAST, self._person(place, Role.REGIONAL_LEAD)

    def _person(self, place: Organisation, role: Role) -> Person:
        """Few addresses, so that many are registered more than once."""
        first = FIRST + timedelta(days=self.chance.randint(0, 360))
        away = Absence(first_day=first, last_day=first + timedelta(days=self.chance.randint(0, 30)))
        who = f"{place.ods_code} {role} {self.chance.randint(0, 10**9)}"
        address = self.chance.choice((f"{who}@x.example", f"person{self.chance.randint(0, 3)}@x.example"))
        return Person(
            uuid5(person_id("year"), who), place.ods_code, role, who, address, active=True, absences=(away,)
        )

    def register(self, today: date) -> Register:
        here = [who for joins, leaves, who in self.people if joins <= today <= leaves]
        self.chance.shuffle(here)
        return Register.of(self.chance.sample(ORGANISATIONS, len(ORGANISATIONS)), here)

    def play(self) -> Iterator[Sent]:
        """Every round of the year, and what of it is still to be said when its turn to be sent comes.

        A mail may be put off for a day and more; then the next one to the same address takes its place.
        """
        held: list[date] = []
        waiting: list[Sent] = []
        steps = {alert.reference: alert.steps() for alert in self.alerts}
        for today in _days():
            if today in self.down:
                continue
            now = datetime.combine(today, time(PACE.hour), tzinfo=LONDON)
            last = chasing.last_working_round(held, DAYS_OFF)
            items = [
                item
                for alert in self.alerts
                if alert.since <= now
                for step in chasing.due(steps[alert.reference], last, today, DAYS_OFF)
                for item in _items(alert, step, now)
            ]
            held.append(today)
            planned = [*self._plan(items, today, now, waiting)]
            self.planned += planned
            waiting += planned
            yield from self._leave(today, now, waiting)

    def _plan(self, items: list[Item], today: date, now: datetime, waiting: list[Sent]) -> Iterator[Sent]:
        register = self.register(today)
        planned = rounds.digests(items, register, today)
        assert planned == rounds.digests(items[::-1], self.register(today), today)
        twice = rounds.to_take_up((one.address for one in waiting), planned, today)
        unsent: dict[UUID, list[Told]] = {}
        for one in [one for one in waiting if one.address in twice and _is_working_day(today)]:
            waiting.remove(one)
            unsent.setdefault(rounds.chase_id(one.address, today), []).extend(one.told)
        for digest in rounds.with_unsent(planned, unsent):
            at = now + timedelta(minutes=self.chance.randint(1, 2000))
            yield Sent(today, digest.reader.email.casefold(), digest.told, at)

    def _leave(self, today: date, now: datetime, waiting: list[Sent]) -> Iterator[Sent]:
        """Whose turn comes today; what was answered by then is left out."""
        for one in [*waiting]:
            at = max(one.at, now)
            if uk_day(at) == today and (_is_working_day(today) or one.day == today):
                waiting.remove(one)
                told = tuple(each for each in one.told if not _is_answered(self.alerts, each.item, at))
                if told:
                    yield Sent(one.day, one.address, told, at)


def _items(alert: Alert, step: Step, now: datetime) -> Iterator[Item]:
    for one in ORGANISATIONS:
        if not answered.is_answered(step.deadline, alert.answered(one.ods_code, now)):
            for rung in step.rungs:
                yield Item(
                    reference=alert.reference,
                    version=1,
                    ods_code=one.ods_code,
                    deadline=step.deadline,
                    by=step.by,
                    rung=rung,
                    is_real=alert.is_real,
                )


def _is_answered(alerts: list[Alert], item: Item, at: datetime) -> bool:
    alert = next(one for one in alerts if one.reference == item.reference)
    return answered.is_answered(item.deadline, alert.answered(item.ods_code, at))


@cache
def _days() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in DAYS_OFF


def _working_days_after(day: date, count: int) -> list[date]:
    return [day + timedelta(days=n) for n in range(1, 30) if _is_working_day(day + timedelta(days=n))][:count]


def test_the_year_has_christmas_and_easter() -> None:
    assert {date(2025, 12, 25), date(2026, 4, 3), date(2026, 4, 6)} <= DAYS_OFF


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**64))
def test_a_year_of_chasing(seed: int) -> None:
    year = Year(Random(seed))  # noqa: S311 — plays, guards nothing
    sent = [*year.play()]
    alerts = {alert.reference: alert for alert in year.alerts}

    days = [(one.address, uk_day(one.at)) for one in sent]
    assert len(days) == len(set(days)), "more than one mail to a person on a day"
    for one in sent:
        for told in one.told:
            _is_right(one, told, alerts[told.item.reference])
    for alert in year.alerts:
        for ods_code, said in alert.said.items():
            if not said:
                _escalated(year, alert, ods_code)


def _is_right(sent: Sent, told: Told, alert: Alert) -> None:
    """Not answered, their own, on no day off but the alert's own, and never late of what came today."""
    item, day = told.item, uk_day(sent.at)
    assert not alert.has_answered(item.ods_code, item.deadline, sent.at)
    assert told.person.email.casefold() == sent.address
    assert _is_working_day(day) or (item.deadline, uk_day(item.by)) == (Deadline.ACKNOWLEDGE, day)
    assert day <= uk_day(item.by) or day > uk_day(alert.since)


def _escalated(year: Year, alert: Alert, ods_code: str) -> None:
    """Who never answers is told of, one working day after the other, up to the region."""
    for deadline, by in alert.deadlines.items():
        first = max(uk_day(by), uk_day(alert.since))
        for rung, planned in zip(RUNGS, _working_days_after(first, 3), strict=True):
            on = next(d for d in _days() if d >= planned and _is_working_day(d) and d not in year.down)
            told = {
                one.day
                for one in year.planned
                for told in one.told
                if (told.item.reference, told.item.ods_code) == (alert.reference, ods_code)
                and (told.item.deadline, told.item.rung) == (deadline, rung)
            }
            if rounds.readers(rung, ods_code, year.register(on), on):
                assert on in told
