"""Reading a form field by field: each value, or a sentence at the field it is wrong in."""

from dataclasses import dataclass, field
from datetime import date

from services.actions.domain import values
from services.actions.domain.values import Trouble

#: A name and a role, with what stands between them, make one line of an event.
SHORT_LIMIT = 140
TOO_LONG = f"A name or a role must be {SHORT_LIMIT} characters or fewer"


@dataclass
class Fields:
    """What is wrong so far, by the name of the field; a wrong field reads as empty."""

    troubles: dict[str, str] = field(default_factory=dict)

    def line(self, name: str, typed: str, missing: str = "") -> str:
        """One line; `missing` is what to say when it has to be there."""
        read = values.line(typed)
        return self._wrong(name, TOO_LONG) if len(typed) > SHORT_LIMIT else self._read(name, read, missing)

    def prose(self, name: str, typed: str, missing: str = "") -> str:
        """Any number of lines."""
        return self._read(name, values.prose(typed), missing)

    def evidence(self, name: str, typed: str, missing: str) -> str:
        """Where the proof is kept."""
        return self._read(name, values.evidence(typed), missing)

    def email(self, name: str, typed: str) -> str:
        """An address that a mail can go to."""
        return self._read(name, values.email(typed), "")

    def past_day(self, name: str, parts: tuple[str, str, str], today: date, missing: str) -> date | None:
        """A day as three fields."""
        read = values.day(parts)
        if isinstance(read, date) and read > today:
            read = Trouble.DAY_AHEAD
        if isinstance(read, date):
            return read
        self._wrong(name, missing if read is None else read.value)
        return None

    def _read(self, name: str, read: str | Trouble | None, missing: str) -> str:
        if isinstance(read, Trouble):
            return self._wrong(name, read.value)
        return read or (self._wrong(name, missing) if missing else "")

    def _wrong(self, name: str, sentence: str) -> str:
        self.troubles[name] = sentence
        return ""
