"""The plan of chasing, of an alert that is issued and of one that is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from contracts.deadlines import LONDON, end_of, uk_day
from contracts.events.alerts import Deadlines
from services.distribution.config import Settings
from services.distribution.domain import agenda, chasing, deadlines
from services.distribution.domain.agenda import DraftDays, Entry
from services.distribution.domain.answered import is_answered
from services.distribution.domain.chasing import Asked, Deadline
from services.distribution.handlers.chase import days_off_for
from services.distribution.handlers.freeze import bank_holidays
from services.distribution.storage import chases, standings
from services.kit.database import Transaction

#: When a draft is taken to be mailed, in London.
MAILED_AT = time(10)


@dataclass(frozen=True)
class Agenda:
    entries: list[Entry]
    asked: Asked
    #: How many organisations must answer, and have not; None for a draft.
    must_respond: int | None = None
    still_open: Mapping[Deadline, int] | None = None


async def of_alert(tx: Transaction, reference: str, settings: Settings) -> Agenda | None:
    """None when the alert is not chased, or not frozen yet."""
    alert = next(iter(await chases.asking(tx, reference)), None)
    if alert is None:
        return None
    answered = (await standings.of_those_who_must_respond(tx, reference, alert.version)).values()
    still_open = {d: sum(not is_answered(d, one) for one in answered) for d in alert.asked.deadlines}
    held = await chases.rounds_since(tx, uk_day(alert.asked.since))
    reached = await chases.reached(tx, reference, alert.version)
    days_off = days_off_for(alert.asked)
    steps = chasing.plan(alert.asked, settings.pace, days_off)
    shown = agenda.entries(steps, held, reached, still_open, days_off)
    return Agenda(shown, alert.asked, len(answered), still_open)


def of_draft(days: DraftDays, settings: Settings) -> Agenda:
    """As if it were mailed on that day in the morning."""
    since = datetime.combine(days.issued, MAILED_AT, tzinfo=LONDON)
    days_off = bank_holidays(days.issued.year) | bank_holidays(days.issued.year + 1)
    by_rule = deadlines.after_working_days(days.issued, settings.acknowledge_working_days, days_off)
    stated = Deadlines(underway_by=days.underway_by, complete_by=days.complete_by)
    asked = chasing.asked(end_of(days.acknowledge_by or by_rule), stated, since)
    return Agenda(agenda.only_planned(chasing.plan(asked, settings.pace, days_off_for(asked))), asked)
