"""What the page behind a link is about and shows."""

from dataclasses import dataclass

from pydantic import ValidationError

from contracts.events.alerts import AlertIssued
from contracts.links import LinkClaims, LinkPurpose
from services.kit.database import Transaction
from services.responses.domain import forms, links, progress, withdrawals
from services.responses.domain.doubts import Doubted
from services.responses.domain.links import Link, LinkTrouble
from services.responses.domain.progress import Acknowledged, Deadline, NextThing, Progressed, Step
from services.responses.domain.questions import Disowned, Entry, Question, history
from services.responses.storage import answers, evidence, heard, questions

#: How many organisations are offered beside the right one.
OTHERS = 4


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that the page behind a link shows."""

    acknowledged: list[Acknowledged]
    mine: Acknowledged | None
    progressed: Progressed
    steps: tuple[Step, ...]
    next_thing: NextThing
    deadline: Deadline | None
    questions: list[Question]
    newer: AlertIssued | None
    disowned: Disowned | None
    #: An acknowledgement of this person that waits to be confirmed.
    doubted: Doubted | None
    history: list[Entry]


async def open_link(tx: Transaction, signed: bytes | None) -> Link | LinkTrouble:
    """Whose link it is; `signed` is what the signature vouches for, None when it vouches for nothing."""
    if signed is None:
        return LinkTrouble.BROKEN
    try:
        claims = LinkClaims.unpacked(signed)
    except ValidationError:
        return LinkTrouble.OTHER_PURPOSE
    if claims.purpose is not LinkPurpose.ANSWER:
        return LinkTrouble.OTHER_PURPOSE
    return links.opened(claims, await heard.known_of(tx, claims))


async def standing(tx: Transaction, link: Link) -> Standing:
    """Where the organisation stands with the alert."""
    given = await answers.acknowledged(tx, link.claims)
    first = next(iter(given), None)
    progressed = await heard.progress_of(tx, link.claims)
    following = progress.next_thing(link.duty, first, progressed)
    if link.is_over:
        following = NextThing.NOTHING
    asked = await questions.of_organisation(tx, link.claims)
    versions = await heard.versions(tx, link.claims)
    known = history(versions, link.duty, await heard.delivered_at(tx, link.claims), given, asked, link.ended)
    taken_back = withdrawals.entries(await answers.taken_back(tx, link.claims))
    mine = withdrawals.mine_of(given, link.person.person_id)
    doubted = None if mine else await evidence.doubt_waiting(tx, link.claims)
    return Standing(
        acknowledged=given,
        mine=mine,
        progressed=progressed,
        steps=progress.steps(first, progressed, following),
        next_thing=following,
        deadline=None
        if link.is_over
        else progress.next_deadline(link.alert, link.duty, first, progressed, tx.now),
        questions=asked,
        newer=next((alert for alert in versions[::-1] if alert.version > link.alert.version), None),
        disowned=await answers.disowned(tx, link.claims),
        doubted=doubted.doubted if doubted else None,
        history=sorted([*known, *taken_back], key=lambda entry: entry.at),
    )


async def offered_choices(tx: Transaction, link: Link, nonce: str) -> tuple[forms.Choice, ...]:
    """The organisations a page offers to choose from."""
    others = await heard.other_organisations(tx, link.person, link.organisation, nonce, OTHERS)
    return forms.choices(link.organisation, others, nonce)
