"""Keys of programs: what an operator may ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from contracts.wording import Line
from services.access.permissions import KeyScope

LONGEST_NAME = 60
_LINE = TypeAdapter[str](Line)
#: What each scope lets a program do, in words.
SCOPE_WORDS = {
    KeyScope.ALERTS_ISSUE: "issue alerts",
    KeyScope.ALERTS_READ: "read alerts",
    KeyScope.DRAFTS_WRITE: "write drafts of alerts, which a person approves",
    KeyScope.REGISTER_WRITE: "import organisations and people",
    KeyScope.REGISTER_READ: "read the register, people with their addresses too",
    KeyScope.DELIVERIES_READ: "read what happened to each mail",
    KeyScope.SENDING_STEER: "pause, resume and cancel mails",
    KeyScope.RESPONSES_READ: "read what organisations answered, with evidence",
    KeyScope.QUESTIONS_READ: "read questions",
    KeyScope.QUESTIONS_ANSWER: "answer and close questions",
}


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """One key, without the key itself."""

    key_id: UUID
    name: str
    digest: str
    scopes: tuple[str, ...]
    made_by: UUID
    made_at: datetime
    ended_at: datetime | None = None


def faults_of(name: str, scopes: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """What is wrong with what was asked for, by field."""
    faults = {}
    if not name or len(name) > LONGEST_NAME or not _is_line(name):
        faults["name"] = f"Say in at most {LONGEST_NAME} characters which program will use the key"
    elif name.casefold() in {one.casefold() for one in taken}:
        faults["name"] = "There is a key of this name already. End it first, or choose another name"
    if not scopes or not set(scopes) <= set(KeyScope):
        faults["scopes"] = "Choose what the program may do"
    return faults


def _is_line(name: str) -> bool:
    try:
        _LINE.validate_python(name)
    except ValidationError:
        return False
    return True
