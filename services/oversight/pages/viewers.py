"""Whoever looks at an organisation: signed in, or by a link of theirs; and where the page leads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from pydantic import ValidationError

from contracts.links import LinkClaims, LinkPurpose
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, SettingsOf, claims_behind, visitor_of
from services.kit.web.refusals import NotSignedIn
from services.oversight.config import Settings
from services.oversight.domain import seeing
from services.oversight.domain.seeing import Held, Place
from services.oversight.storage import own
from services.oversight.storage.own import Known, Registered


@dataclass(frozen=True, kw_only=True)
class View:
    """An organisation as one person may see it. `base` is where its pages are for them."""

    known: Known
    base: str
    seen_by: str
    held: tuple[Held, ...]
    #: They get the organisation's mails, so its alerts can be opened by them.
    answers: bool
    #: The link they came by, and the alert it is for.
    token: str = ""
    reference: str = ""

    def ways_to(self, reference: str) -> Iterator[tuple[str, str]]:
        """Where they can answer this alert, if they can; the first is the one to press."""
        if self.token and reference == self.reference:
            yield "Open the alert", f"/answer/{self.token}"
            yield "Record actions", f"/actions/{self.token}"
        elif self.token and not self.token.startswith("session."):
            yield "Open the alert (asks you to sign in)", f"/mine/{reference}"
        elif self.answers:
            yield "Open the alert", f"/mine/{reference}"


async def seen(request: Request, tx: Reading, settings: Annotated[Settings, SettingsOf]) -> View:
    """Dependency: what the address names, for whoever may see it. Raises Refused."""
    if token := request.path_params.get("token"):
        return await _by_link(request, tx, token, settings)
    return await _signed_in(request, tx, request.path_params["code"])


Seen = Annotated[View, Depends(seen)]


async def _signed_in(request: Request, tx: Transaction, code: str) -> View:
    visitor = visitor_of(request)
    if visitor is None:
        raise NotSignedIn
    known = await own.organisation(tx, code)
    held = [(grant.role, grant.ods_code) for grant in visitor.grants]
    place = known.place if known else Place(ods_code=code)
    _refuse_unless_seen(held, place)
    return View(
        known=_known_or_refusal(known, code),
        base=f"/organisations/{code}",
        seen_by=visitor.name,
        held=tuple(held),
        answers=seeing.answers_for(held, place),
    )


async def _by_link(request: Request, tx: Transaction, token: str, settings: Settings) -> View:
    claims = _claims_of(request, token, settings)
    request.state.link_of, request.state.about = claims.person_id, claims.ods_code
    person = _still_registered(await own.registered(tx, claims.person_id), claims)
    known = _known_or_refusal(await own.organisation(tx, claims.ods_code), claims.ods_code)
    held: tuple[Held, ...] = ((person.role, person.ods_code),)
    _refuse_unless_seen(held, known.place)
    return View(
        known=known,
        base=f"/organisation/{token}",
        seen_by=person.name,
        held=held,
        answers=True,
        token=token,
        reference=claims.reference,
    )


def _claims_of(request: Request, token: str, settings: Settings) -> LinkClaims:
    said = claims_behind(request, token, settings.link_public_keys)
    try:
        if said is not None and (claims := LinkClaims.unpacked(said)).purpose is LinkPurpose.ANSWER:
            return claims
    except ValidationError:
        pass
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "This link cannot be read",
        "Part of the address may have been lost on the way, or it is not one of ours.",
        what_to_do="Open the link in the mail again, or copy the whole address into your browser.",
    )


def _still_registered(person: Registered | None, claims: LinkClaims) -> Registered:
    if person is None:
        raise Refused(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "This page is not ready yet",
            "Your link is genuine. Your registration is on its way to this page and has not arrived yet.",
            what_to_do="Load the page again in a minute.",
        )
    if not person.active or person.ods_code != claims.ods_code:
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "You are no longer registered for this organisation",
            f"This link was made for somebody who answered for organisation {claims.ods_code}.",
            what_to_do="If that is a mistake, ask the executive lead of your organisation to register you.",
        )
    return person


def _refuse_unless_seen(held: Sequence[Held], place: Place) -> None:
    if not seeing.may_see(held, place):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "You may not see this organisation",
            "You are registered for another organisation or region, or in a role with another view.",
            what_to_do="If you should see it, ask the national team to change your registration.",
        )


def _known_or_refusal(known: Known | None, code: str) -> Known:
    if known is not None:
        return known
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "This organisation is not known",
        f"The register has told nothing of organisation {code}.",
        what_to_do="Check the code. Where the service is new, the register may not have arrived.",
    )
