"""What comes in with each form; every field may be missing, because robots leave out what they like."""

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel

from services.actions.domain import assignments
from services.actions.domain.answers import Typed
from services.actions.domain.assignments import TypedAsk
from services.actions.domain.recording import Attempt, Doubt, Outcome
from services.actions.domain.sheets import Sent

#: Nothing was saved, because others were at it meanwhile; what was typed is shown beside what is there.
OVERTAKEN = frozenset({Outcome.STALE, Outcome.REWORDED, Outcome.NO_SUCH_ACTION})


class PageForm(BaseModel):
    """What is every form's."""

    page_nonce: str = ""
    #: The field that people never see.
    website: str = ""
    #: For whom somebody answers, where a form asks.
    organisation: list[str] = []

    @property
    def chosen(self) -> str:
        """As the form shows it again; several at once are shown as none."""
        return self.organisation[0] if len(self.organisation) == 1 else ""


class Filled(PageForm):
    """A card's form."""

    revision: str = ""
    version: str = ""
    state: str = ""
    done_by: str = ""
    done_on_day: str = ""
    done_on_month: str = ""
    done_on_year: str = ""
    reason_not_applicable: str = ""
    reason_blocked: str = ""
    owner: str = ""
    due_on_day: str = ""
    due_on_month: str = ""
    due_on_year: str = ""
    late_because: str = ""
    note: str = ""
    evidence: str = ""

    @property
    def typed(self) -> Typed:
        """What is the answer's, without what is the form's."""
        return Typed(**self.model_dump(exclude={*PageForm.model_fields, "revision", "version"}))

    @property
    def sent(self) -> Sent:
        """As it is shown again; minus one, which nothing has, for what is no number."""
        return Sent(typed=self.typed, revision=_count(self.revision), version=_count(self.version))


class Giving(PageForm):
    """The form that gives an action to somebody."""

    owner_name: str = ""
    owner_email: str = ""
    due_on_day: str = ""
    due_on_month: str = ""
    due_on_year: str = ""
    note: str = ""

    @property
    def typed(self) -> TypedAsk:
        """What is the assignment's, without what is the form's."""
        return TypedAsk(**self.model_dump(exclude={*PageForm.model_fields}))


class Ended(PageForm):
    """The form that ends an assignment."""

    reason: str = ""


def number_of(typed: str) -> int:
    """Zero, which no action has, for what is not a number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0  # noqa: PLR2004 — 200 at most


def _count(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1  # noqa: PLR2004 — nobody records as often


def status_of(attempt: Attempt | assignments.Attempt | None, doubted: Doubt | None) -> HTTPStatus:
    """Of the answer in which a form comes back."""
    if doubted:
        return HTTPStatus.FORBIDDEN
    if attempt is None:
        return HTTPStatus.OK
    is_known = attempt.outcome in OVERTAKEN or attempt.outcome is assignments.Outcome.ALREADY_ASKED
    return HTTPStatus.CONFLICT if is_known else HTTPStatus.UNPROCESSABLE_ENTITY


def errors_in(
    prefix: str, first: str, attempt: Attempt | assignments.Attempt | None, doubted: Doubt | None
) -> Mapping[str, str]:
    """What is wrong, by the id of its field; what is wrong with the form as a whole stands at `first`."""
    if doubted:
        return {f"{prefix}{first}": doubted.value}
    if attempt is None:
        return {}
    if not attempt.troubles:
        return {f"{prefix}{first}": attempt.outcome.value}
    return {f"{prefix}{field}": trouble.value for field, trouble in attempt.troubles.items()}
