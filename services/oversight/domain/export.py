"""What is listed, as a file for a spreadsheet: RFC 4180, and nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from contracts.deadlines import LONDON
from services.oversight.domain.own import LATE_WORDS, WORDS, OwnAlert, next_step

#: So that a spreadsheet reads the file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"
#: With any of these a cell begins a formula, or hides its beginning.
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HEADER = (
    "reference",
    "version",
    "kind",
    "title",
    "issuer",
    "issued_at",
    "must_respond",
    "state",
    "late",
    "response",
    "next_step",
    "acknowledge_by",
    "underway_by",
    "complete_by",
    "delivered_at",
    "acknowledged_at",
    "acknowledged_by",
    "acknowledged_by_role",
    "actions_done",
    "actions_not_applicable",
    "actions_outstanding",
    "actions_blocked",
    "owners",
    "first_action_at",
    "completed_at",
    "questions_asked",
    "questions_answered",
    "ended",
    "ended_at",
)


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """Lines end as RFC 4180 asks; what a spreadsheet would run gets an apostrophe before it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _cell(value: object) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    text = value.astimezone(LONDON).isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RUN_BY_SPREADSHEETS) else text


def alerts_as_csv(alerts: Iterable[OwnAlert]) -> str:
    """The alerts in their order, one a line."""
    return csv_of((HEADER, *(_row(own) for own in alerts)))


def _row(own: OwnAlert) -> tuple[str | int | bool | date | None, ...]:
    alert, it = own.alert, own.organisation
    return (
        *(alert.reference, alert.version, alert.kind.value, alert.title or alert.headline, alert.issuer),
        *(alert.issued_at, own.judged.standing.must_respond, WORDS[own.section]),
        ", ".join(LATE_WORDS[what] for what in own.judged.overdue),
        *(own.judged.standing.response, next_step(own)),
        *(alert.deadlines.acknowledge_by, alert.deadlines.underway_by, alert.deadlines.complete_by),
        it.deliveries.first_accepted_at,
        *(it.acknowledged_at, it.acknowledged_by_name, it.acknowledged_by_role),
        *(it.done, it.not_applicable, it.outstanding, it.blocked),
        ", ".join(own.work.owners),
        *(it.first_action_at, it.completed_at, it.asked, it.answered),
        *_end(own),
    )


def _end(own: OwnAlert) -> tuple[str | None, datetime | None]:
    """How it ended, or that it never was for the organisation."""
    if own.alert.ended:
        return own.alert.ended.outcome.value, own.alert.ended.at
    at = own.organisation.sent_in_error_at
    return ("sent_in_error", at) if at else (None, None)
