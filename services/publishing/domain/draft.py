"""An alert as somebody typed it into the form, or gave it as a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.attachments import MOST as MOST_ATTACHMENTS
from contracts.deadlines import LONDON
from contracts.events.alerts import AlertIssued, AudienceGroup
from services.publishing.domain.faults import Fault, is_event, of_another_kind, read_document
from services.publishing.domain.issue import digest

LINES = ("reference", "title", "short_title", "category", "classification", "status", "mailing", "source_url")
PROSE = ("for_action_by", "lead", "summary", "additional_information", "attribution")
LISTS = ("joint_with", "supersedes", "not_confirmed")
DEADLINES = ("acknowledge_by", "underway_by", "complete_by")
#: The two groups of the audience, as the names of their fields in the form begin.
GROUPS = {"respond": "must_respond", "inform": "for_information"}
TICKED = {"types": "organisation_types", "sectors": "sectors", "regions": "regions"}
CODES = {"icbs": "icbs", "organisations": "organisations"}
#: How many empty actions a new form offers.
ROOM = 3
#: What is asked of each attachment, as the contract names it.
OF_ATTACHMENTS = ("name", "media_type", "size", "sha256", "address")


@dataclass(frozen=True)
class Typed:
    """The fields of the form; each may stand several times."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The only value, without the space around it."""
        return next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n").strip()

    def ticked(self, name: str) -> list[str]:
        """The values of the boxes that are ticked."""
        return list(self.fields.get(name, ()))

    def lines(self, name: str) -> list[str]:
        """One value a line."""
        return [line.strip() for line in self.one(name).splitlines() if line.strip()]

    def codes(self, name: str) -> list[str]:
        """Values parted by commas, spaces or lines."""
        return self.one(name).replace(",", " ").upper().split()

    def actions(self) -> list[dict[str, Any]]:
        """The actions in their order; those that were left empty are not there."""
        return [action for number in self.places() if (action := self._action(number))]

    def attachments(self) -> list[dict[str, str]]:
        """Those in whose place anything was typed, in their order."""
        typed = (
            {part: self.one(f"attachment-{place}-{part}") for part in OF_ATTACHMENTS}
            for place in range(1, MOST_ATTACHMENTS + 1)
        )
        return [{part: value for part, value in one.items() if value} for one in typed if any(one.values())]

    def places(self) -> list[int]:
        """The places for actions the form has, empty ones too."""
        ends = (
            name.split("-") for name in self.fields if name.startswith("action-") and name.endswith("-text")
        )
        return sorted(int(parts[1]) for parts in ends if parts[1].isdecimal())

    def _action(self, place: int) -> dict[str, Any]:
        here = f"action-{place}-"
        action = {
            "group": self.one(f"{here}group"),
            "text": self.one(f"{here}text"),
            "parts": self.lines(f"{here}parts"),
        }
        said = {name: value for name, value in action.items() if value}
        return said and {"number": self.one(f"{here}number"), **said}


@dataclass(frozen=True)
class Draft:
    """A document that may lack its time of issue: then it is issued when somebody presses the button."""

    document: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Equal drafts, equal digests, whenever they are issued."""
        return digest(self.document)

    @property
    def states_time_of_issue(self) -> bool:
        """Whether the time of issue is given, as for an alert of the past."""
        return bool(self.document.get("issued_at"))

    def as_alert(self, now: datetime) -> AlertIssued | tuple[Fault, ...]:
        """The alert as it would be issued now, or all that is wrong with it."""
        time_of_issue = {} if self.states_time_of_issue else {"issued_at": now.isoformat()}
        return read_document({**self.document, **time_of_issue})

    def settled(self, alert: AlertIssued) -> "Draft":
        """The same with everything in its final form; `alert` is what `as_alert` gave."""
        document = alert.model_dump(mode="json")
        if not self.states_time_of_issue:
            del document["issued_at"]
        return Draft(document)

    def to_json(self) -> str:
        """As it is handed on from page to page."""
        return json.dumps(self.document, ensure_ascii=False)


def draft_of_file(text: str) -> Draft | tuple[Fault, ...]:
    """The document in a file, or the `data` of the CloudEvent in it."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return (Fault("file", f"is not JSON: look at line {error.lineno}, column {error.colno}"),)
    except RecursionError:
        return (Fault("file", "is nested too deeply to be an alert"),)
    if is_event(document):
        if fault := of_another_kind(document):
            return (fault,)
        document = document.get("data")
    if not isinstance(document, dict):
        return (Fault("file", "must hold one alert document: an object in curly brackets"),)
    return Draft(document)


def draft_of_form(typed: Typed) -> Draft:
    """What was typed as a document; what was left empty is not in it."""
    document: dict[str, Any] = {name: typed.one(name) for name in (*LINES, *PROSE)}
    document |= {name: typed.lines(name) for name in LISTS}
    document["issued_at"] = _in_london(typed.one("issued_at"))
    document["issuer"] = {
        name: typed.one(f"issuer_{name}") for name in ("code", "name") if typed.one(f"issuer_{name}")
    }
    document["actions"] = typed.actions()
    document["deadlines"] = {name: day for name in DEADLINES if (day := _day(typed, name))}
    document["change"] = _change(typed)
    document["briefing"] = _briefing(typed)
    document["attachments"] = typed.attachments()
    said = {name: value for name, value in document.items() if value or name == "status"}
    audience = {group: _group(typed, start) for start, group in GROUPS.items()}
    return Draft({"issuer": {}, "actions": [], **said, "audience": audience})


def _change(typed: Typed) -> dict[str, Any]:
    """Why a later version is issued; without a choice everybody acknowledges again."""
    said = {"reason": typed.one("change_reason")}
    return {**said, "must_acknowledge_again": typed.one("change_again") != "no"} if said["reason"] else {}


def _briefing(typed: Typed) -> dict[str, Any]:
    said = {name: typed.one(f"briefing_{name}") for name in ("joining", "capacity")}
    said |= {name: _in_london(typed.one(f"briefing_{name}")) for name in ("starts_at", "ends_at")}
    given: dict[str, Any] = {name: value for name, value in said.items() if value}
    return given | ({"cancelled": True} if given and typed.ticked("briefing_cancelled") else {})


def _in_london(typed: str) -> str:
    """A time without a zone is London's; what is no time stays as it is, to be found at fault."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).isoformat()


def _day(typed: Typed, name: str) -> str:
    """Nothing when all three parts are empty; half a date is kept, to be found at fault."""
    day, month, year = (typed.one(f"{name}-{part}") for part in ("day", "month", "year"))
    return f"{year:0>4}-{month:0>2}-{day:0>2}" if day or month or year else ""


def _group(typed: Typed, start: str) -> dict[str, list[str]]:
    ticked = {field: typed.ticked(f"{start}-{name}") for name, field in TICKED.items()}
    return ticked | {field: typed.codes(f"{start}-{name}") for name, field in CODES.items()}


def typed_of(alert: AlertIssued, *, states_time_of_issue: bool) -> Typed:
    """The form, filled in so that it gives this alert."""
    document = alert.model_dump(mode="json")
    fields = {name: [document[name] or ""] for name in (*LINES, *PROSE)}
    fields |= {name: ["\n".join(document[name])] for name in LISTS}
    fields |= {"issuer_code": [alert.issuer.code], "issuer_name": [alert.issuer.name]}
    if states_time_of_issue:
        fields["issued_at"] = [_local(alert.issued_at)]
    fields |= dict(_change_fields(alert))
    fields |= dict(_briefing_fields(alert))
    fields |= _attachment_fields(document["attachments"])
    for name, day in alert.deadlines.model_dump().items():
        fields |= _day_fields(name, day)
    fields |= dict(_group_fields("respond", alert.audience.must_respond))
    fields |= dict(_group_fields("inform", alert.audience.for_information))
    return with_room(Typed(fields), document["actions"])


def _local(at: datetime) -> str:
    return at.astimezone(LONDON).replace(tzinfo=None, microsecond=0).isoformat()


def _change_fields(alert: AlertIssued) -> Iterator[tuple[str, list[str]]]:
    if alert.change:
        yield "change_reason", [alert.change.reason]
        yield "change_again", ["yes" if alert.change.must_acknowledge_again else "no"]


def _briefing_fields(alert: AlertIssued) -> Iterator[tuple[str, list[str]]]:
    if briefing := alert.briefing:
        yield "briefing_starts_at", [_local(briefing.starts_at)]
        yield "briefing_ends_at", [_local(briefing.ends_at)]
        yield "briefing_joining", [briefing.joining]
        yield "briefing_capacity", [str(briefing.capacity or "")]
        yield "briefing_cancelled", ["yes"] if briefing.cancelled else []


def _attachment_fields(attachments: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    return {
        f"attachment-{place}-{part}": [str(one.get(part, ""))]
        for place, one in enumerate(attachments, start=1)
        for part in OF_ATTACHMENTS
    }


def _day_fields(name: str, day: date | None) -> dict[str, list[str]]:
    parts = ("day", "month", "year")
    return {f"{name}-{part}": [str(getattr(day, part))] for part in parts} if day else {}


def _group_fields(start: str, group: AudienceGroup) -> Iterator[tuple[str, list[str]]]:
    for name, field in TICKED.items():
        yield f"{start}-{name}", list(getattr(group, field))
    for name, field in CODES.items():
        yield f"{start}-{name}", [" ".join(getattr(group, field))]


def with_room(typed: Typed, actions: Sequence[Mapping[str, Any]], room: int = 0) -> Typed:
    """The form with these actions in a row and `room` empty ones after them, never fewer than at first."""
    own = ("action-", "attachment-")
    fields = {name: values for name, values in typed.fields.items() if not name.startswith(own)}
    fields |= _attachment_fields(typed.attachments())
    places = max(len(actions) + room, ROOM)
    for place in range(1, places + 1):
        action = actions[place - 1] if place <= len(actions) else {}
        fields[f"action-{place}-number"] = [str(action.get("number") or place)]
        fields[f"action-{place}-group"] = [action.get("group") or ""]
        fields[f"action-{place}-text"] = [action.get("text") or ""]
        fields[f"action-{place}-parts"] = ["\n".join(action.get("parts") or ())]
    return Typed(fields)
