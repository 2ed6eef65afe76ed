"""A briefing as calendars take it (RFC 5545), published to all alike, so that it is part of one letter."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from contracts.events.alerts import AlertIssued, AlertStatus, Briefing

_BRIEFINGS = UUID("3e0f8f0a-6a0b-4c53-9a56-5a7f4f4a2d0c")
#: Who reads a calendar an hour before can still join.
REMINDS = timedelta(minutes=30)


def invitation(alert: AlertIssued, briefing: Briefing, sender: str, *, withdrawn: bool = False) -> str:
    """One entry for each alert: a later version moves it or cancels it, and so does the alert's withdrawal.

    Without attendees and by PUBLISH, because nobody here could hear an answer, and all get the same.
    """
    is_off = withdrawn or briefing.cancelled
    calendar = Calendar()
    calendar.add("prodid", "-//Safety Cascade//briefings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(_entry(alert, briefing, sender, is_off=is_off, withdrawn=withdrawn))
    return str(calendar.to_ical().decode())


def _entry(alert: AlertIssued, briefing: Briefing, sender: str, *, is_off: bool, withdrawn: bool) -> Event:
    entry = Event()
    entry.add("uid", str(uuid5(_BRIEFINGS, alert.reference)))
    # An alert that is withdrawn says no new version, and must still be newer than its last.
    entry.add("sequence", alert.version if withdrawn else alert.version - 1)
    entry.add("dtstamp", _instant(alert.issued_at))
    entry.add("dtstart", _instant(briefing.starts_at))
    entry.add("dtend", _instant(briefing.ends_at))
    entry.add("summary", _summary(alert))
    entry.add("location", briefing.joining)
    entry.add("description", _description(alert, briefing))
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["cn"] = vText(alert.issuer.name)
    entry.add("organizer", organiser)
    if not is_off:
        entry.add_component(_reminder())
    return entry


def _reminder() -> Alarm:
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", "The briefing begins soon")
    reminder.add("trigger", -REMINDS)
    return reminder


def _summary(alert: AlertIssued) -> str:
    practice = "" if alert.status is AlertStatus.ACTUAL else f"{alert.status.value.upper()}: "
    return f"{practice}Briefing on {alert.reference}: {alert.headline}"


def _description(alert: AlertIssued, briefing: Briefing) -> str:
    places = f"\nThere is room for {briefing.capacity:,}." if briefing.capacity else ""
    return f"{alert.issuer.name} explains the alert and takes questions.\nTo join: {briefing.joining}{places}"


def _instant(at: datetime) -> datetime:
    """In UTC, which needs no table of time zones beside it."""
    return at.astimezone(UTC)
