"""A patient safety partner's page: what it tells, and what the partner says."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from contracts.events.responses import PartnerCommented
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import forms, partner, progress
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.domain.partner import LONGEST_COMMENT, Comment, Told
from services.responses.domain.progress import Deadline
from services.responses.storage import answers, heard
from services.responses.storage import partner as told

_COMMENTS = UUID("0b1d1c1e-5d8a-4c0a-9a7e-3d3f1f0c2b64")


@dataclass(frozen=True)
class PartnersPage:
    """What stands on it besides the alert."""

    told: Told
    acknowledged_at: datetime | None
    deadline: Deadline | None
    comments: list[Comment]


async def partners_page(tx: Transaction, link: Link) -> PartnersPage:
    claims = link.claims
    progressed = await heard.progress_of(tx, claims)
    first = next(iter(await answers.acknowledged(tx, claims)), None)
    return PartnersPage(
        told=partner.told(
            await heard.versions(tx, claims),
            link.alert,
            progressed,
            await told.actions_told(tx, claims),
            await told.decided(tx, claims),
            await told.signed_off(tx, claims),
        ),
        acknowledged_at=first.acknowledged_at if first else None,
        deadline=None
        if link.is_over
        else progress.next_deadline(link.alert, link.duty, first, progressed, tx.now),
        comments=await told.comments_of(tx, claims, own=True),
    )


async def comment(tx: Transaction, link: Link, form: SentForm, text: str, patience: Patience) -> Outcome:
    """Say something to the specialists; distribution mails them."""
    if trouble := forms.form_trouble(form, patience):
        return trouble
    kept = forms.one_text(text)
    if (fault := forms.text_outcome(kept, LONGEST_COMMENT)) is not Outcome.RECORDED:
        return fault
    said = PartnerCommented(
        comment_id=uuid5(_COMMENTS, f"{link.claims.packed().decode()}|{kept}"),
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        comment=kept,
        commented_at=form.sent_at,
    )
    if not await told.add_comment(tx, said.model_dump()):
        return Outcome.REPEATED
    await outbox.say(tx, RESPONSES, said)
    deeds.by_link(tx, link.claims, "left a comment", version=said.version, comment_id=str(said.comment_id))
    return Outcome.RECORDED
