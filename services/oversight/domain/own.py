"""An organisation's own alerts: on which shelf each stands, what to do next, and which are looked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.events.actions import ResponseStatus
from services.oversight.domain.counts import Judged, judge
from services.oversight.domain.standing import (
    Alert,
    Organisation,
    Overdue,
    Status,
    has_reached,
    next_deadline,
)
from services.oversight.domain.work import Work

#: A deadline this near is due soon.
SOON = timedelta(days=7)


class Section(StrEnum):
    """The shelves of the page, in their order; the values stand in addresses."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    WAITING = "waiting"
    DONE = "done"
    ENDED = "ended"
    INFORMED = "informed"
    RECORDED = "recorded"


WORDS: Mapping[Section, str] = {
    Section.OVERDUE: "Overdue",
    Section.DUE_SOON: "Due soon",
    Section.WAITING: "Waiting for me",
    Section.DONE: "Done",
    Section.ENDED: "Ended, or not for us any more",
    Section.INFORMED: "For information only",
    Section.RECORDED: "Earlier alerts, recorded here and not mailed",
}
#: What an organisation still has to do something about.
OPEN = (Section.OVERDUE, Section.DUE_SOON, Section.WAITING)
LATE_WORDS: Mapping[Overdue, str] = {
    Overdue.ACKNOWLEDGE: "Late to acknowledge",
    Overdue.UNDERWAY: "Late to start",
    Overdue.COMPLETE: "Late to complete",
}
STEP_WORDS: Mapping[Overdue, str] = {
    Overdue.ACKNOWLEDGE: "Acknowledge",
    Overdue.UNDERWAY: "Start",
    Overdue.COMPLETE: "Complete",
}


@dataclass(frozen=True, kw_only=True)
class OwnAlert:
    """One alert as the organisation stands with it now."""

    alert: Alert
    organisation: Organisation
    judged: Judged
    section: Section
    work: Work

    @property
    def next_deadline(self) -> tuple[Overdue, datetime] | None:
        return next_deadline(self.judged.standing, self.alert) if self.section in OPEN else None


def own_alert(alert: Alert, organisation: Organisation, work: Work, now: datetime) -> OwnAlert:
    """What follows from all that is known of the two."""
    judged = judge(organisation.standing, alert, now)
    return OwnAlert(
        alert=alert,
        organisation=organisation,
        judged=judged,
        section=_section(judged, alert, now),
        work=work,
    )


def _section(judged: Judged, alert: Alert, now: datetime) -> Section:
    if judged.status is Status.COMPLETE:
        return Section.DONE
    if alert.is_over or judged.standing.sent_in_error:
        return Section.ENDED
    if not judged.standing.must_respond:
        return Section.INFORMED
    if not alert.mailed:
        return Section.RECORDED
    if judged.overdue:
        return Section.OVERDUE
    ahead = next_deadline(judged.standing, alert)
    return Section.DUE_SOON if ahead and ahead[1] - now <= SOON else Section.WAITING


def next_step(own: OwnAlert) -> str:
    """What somebody has to do next, in a few words."""
    if own.section not in OPEN:
        return "Nothing"
    response, work = own.judged.standing.response, own.work
    if work.sent_back:
        return f"Look at what {work.sent_back[0]} sent back"
    if response is ResponseStatus.AWAITING_SIGN_OFF:
        return f"Wait for {work.asked_to_sign or 'the executive'} to sign off"
    if not has_reached(own.judged.status, Status.ACKNOWLEDGED):
        return "Confirm the acknowledgement" if work.to_confirm else "Acknowledge"
    if response in (ResponseStatus.ACKNOWLEDGED, ResponseStatus.ASSESSING):
        return "Decide whether action is required"
    return _acting(own)


def _acting(own: OwnAlert) -> str:
    it = own.organisation
    if not (it.done or it.not_applicable or it.outstanding):
        return "Record the actions"
    if it.outstanding:
        return f"Finish {it.outstanding} action{'s' if it.outstanding > 1 else ''}"
    return "Ask an executive to sign off"


@dataclass(frozen=True)
class Sought:
    """What is looked for; nothing finds all."""

    words: str = ""
    state: Section | None = None


def found(alerts: Iterable[OwnAlert], sought: Sought) -> tuple[OwnAlert, ...]:
    """Those that hold every word and stand on the shelf, shelf by shelf, the most pressing first."""
    fitting = (one for one in alerts if sought.state in (None, one.section) and _holds(one, sought.words))
    return tuple(sorted(fitting, key=_urgency))


def _holds(own: OwnAlert, words: str) -> bool:
    alert = own.alert
    text = " ".join(filter(None, (alert.title, alert.headline, alert.reference))).casefold()
    return all(word in text for word in words.casefold().split())


def _urgency(own: OwnAlert) -> tuple[object, ...]:
    order = list(Section).index(own.section)
    if ahead := own.next_deadline:
        return order, False, ahead[1].timestamp(), own.alert.reference
    # Without a deadline the newest comes first.
    issued = own.alert.issued_at.timestamp() if own.alert.issued_at else 0.0
    return order, True, -issued, own.alert.reference


def counted(alerts: Iterable[OwnAlert]) -> Mapping[Section, int]:
    """How many stand on each shelf."""
    numbers = dict.fromkeys(Section, 0)
    for one in alerts:
        numbers[one.section] += 1
    return numbers
