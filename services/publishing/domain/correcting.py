"""How the audience of an issued alert is corrected, as it is asked for on the desk or heard."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from contracts.audience import Addressed, Corrections, Organisation, in_force
from contracts.events.alerts import AudienceCorrected
from services.publishing.domain.draft import Typed
from services.publishing.domain.ending import KnownEnding
from services.publishing.domain.faults import Fault, faults_of
from services.publishing.domain.issue import OURS, KnownAlert

#: By the fields of the form, which are those of the event.
PARTS = ("must_respond", "for_information", "sent_in_error")
#: Of one that is not said yet, so that it holds before all that were.
NOT_SAID_YET = 9_999


@dataclass(frozen=True, kw_only=True)
class KnownCorrection:
    """A correction, as it was first said here or first heard."""

    document: AudienceCorrected
    source: str
    event_id: str
    heard_at: datetime

    @property
    def is_ours(self) -> bool:
        """Whether it was said by this service."""
        return self.source == OURS


def correction_document(typed: Typed, reference: str, version: int) -> dict[str, Any]:
    """What was typed as a document; what was left empty is not in it."""
    document: dict[str, Any] = {"reference": reference, "version": version}
    if reason := typed.one("reason"):
        document["reason"] = reason
    return document | {part: codes for part in PARTS if (codes := typed.codes(part))}


def read_correction(document: Mapping[str, Any], now: datetime) -> AudienceCorrected | tuple[Fault, ...]:
    """The correction as it would be said now, or all that is wrong with it."""
    codes = [code for part in PARTS for code in document.get(part, ())]
    missing = [
        Fault(field, "is missing", "missing")
        for field, given in (("reason", document.get("reason")), ("must_respond", codes))
        if not given
    ]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        missing.append(Fault("must_respond", f"name twice: {', '.join(repeated)}", "value_error"))
    if missing:
        return tuple(missing)
    try:
        return AudienceCorrected.model_validate({**document, "number": NOT_SAID_YET, "corrected_at": now})
    except ValidationError as error:
        return tuple(faults_of(error))


def with_it(said: Collection[AudienceCorrected], proposed: AudienceCorrected) -> Corrections:
    """What would hold once it is said."""
    return in_force([*said, proposed])


def why_it_cannot_be_corrected(
    proposed: AudienceCorrected,
    newest: KnownAlert | None,
    ended: KnownEnding | None,
    register: Mapping[str, Organisation],
    *,
    now_for: Collection[Addressed],
    in_error: Collection[str],
) -> str:
    """A sentence, or nothing when it may be said."""
    if newest is None:
        return f"No alert with the reference {proposed.reference} is known."
    if ended:
        return f"{proposed.reference} is at its end: it was {ended.document.outcome}."
    if newest.document.version != proposed.version:
        return (
            f"Version {newest.document.version} of {proposed.reference} was issued meanwhile. "
            "Look at whom it is for, discard this request and make a new one if it still holds."
        )
    return next(_wrong_codes(proposed, register, now_for, in_error), "")


def _wrong_codes(
    proposed: AudienceCorrected,
    register: Mapping[str, Organisation],
    now_for: Collection[Addressed],
    in_error: Collection[str],
) -> Iterator[str]:
    asked = {one.organisation.ods_code: one.must_respond for one in now_for if one.organisation.active}
    added = (*proposed.must_respond, *proposed.for_information)
    if unknown := [code for code in added if code not in register or not register[code].active]:
        yield f"No open organisation has the code {', '.join(unknown)}. Look it up in the register."
    if unknown := [code for code in proposed.sent_in_error if code not in register]:
        yield f"No organisation has the code {', '.join(unknown)}. Look it up in the register."
    has = [code for code in proposed.must_respond if asked.get(code)]
    if has := [*has, *(code for code in proposed.for_information if code in asked)]:
        yield f"The alert is for {', '.join(has)} already. Take the code out."
    if before := [code for code in proposed.sent_in_error if code in in_error]:
        yield f"{', '.join(before)} was told before that it was sent in error. Take the code out."


def reason_not_taken(
    heard: AudienceCorrected, newest: KnownAlert | None, ended: KnownEnding | None, last: int
) -> str:
    """Why a correction that was heard is not listed, for the desk; nothing when it is."""
    if newest is None:
        return f"It corrects whom {heard.reference} is for, which is not known here."
    if ended:
        return f"The alert had ended before as {ended.document.outcome}."
    if heard.number != last + 1:
        return f"It is correction {heard.number}, and the next one of this alert is correction {last + 1}."
    return ""
