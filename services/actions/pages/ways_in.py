"""Whose link it is, and whether its holder may see the page."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import ValidationError

from contracts.deadlines import uk_day
from contracts.links import LinkClaims, LinkPurpose
from services.actions.config import Settings
from services.actions.domain import standing as stand
from services.actions.domain.standing import Admission, SentInError, Standing
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction
from services.kit.web import Refused, SettingsOf, claims_behind


def link_of(request: Request, token: str, settings: Annotated[Settings, SettingsOf]) -> LinkClaims:
    """Dependency: what a genuine link says to somebody who answers. Raises Refused."""
    return link_for(request, token, settings, LinkPurpose.ANSWER)


def link_for(request: Request, token: str, settings: Settings, purpose: LinkPurpose) -> LinkClaims:
    """What a genuine link says; each door takes only those of its own purpose. Raises Refused."""
    claims = claims_behind(request, token, settings.link_public_keys)
    try:
        if claims is not None and (said := LinkClaims.unpacked(claims)).purpose is purpose:
            return said
    except ValidationError:
        pass
    raise unreadable()


def unreadable() -> Refused:
    """A link that names nothing we know."""
    return Refused(
        HTTPStatus.NOT_FOUND,
        "This link cannot be read",
        "Part of the address may have been lost on the way, or it is not one of ours.",
        what_to_do="Open the link in the mail again, or copy the whole address into your browser.",
    )


Link = Annotated[LinkClaims, Depends(link_of)]


def scope_of(token: str) -> str:
    """For whom the forms of a link's pages are."""
    return f"link:{token}"


async def admitted(tx: Transaction, link: LinkClaims) -> Standing:
    """Where the organisation stands, for whoever may see it. Raises Refused."""
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    admission = stand.admission(standing, link.version)
    if admission is Admission.NO_LONGER_REGISTERED:
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "You are no longer registered for this organisation",
            f"This link was made for somebody who answered for organisation {link.ods_code}.",
            what_to_do="If that is a mistake, ask the executive lead of your organisation to register you.",
        )
    if admission is not Admission.ADMITTED:
        raise not_ready("The alert" if admission is Admission.ALERT_NOT_ARRIVED else "Your registration")
    return standing


def not_ready(missing: str) -> Refused:
    """The link is good, but what it names has not been heard of here yet."""
    return Refused(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "This page is not ready yet",
        f"Your link is genuine. {missing} is on its way to this page and has not arrived yet.",
        what_to_do="Load the page again in a minute.",
    )


def refuse_unless_recordable(standing: Standing, number: int) -> None:
    """Whether this person may record this action. Raises Refused."""
    refuse_if_ended(standing)
    if not stand.may_record(standing.person):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "Your role does not record actions",
            "You can see how far your organisation is, and nothing more.",
            what_to_do="Ask a patient safety specialist of your organisation to record it.",
        )
    if standing.action(number) is None:
        raise no_such_action(standing)


def refuse_if_ended(standing: Standing) -> None:
    """Nothing is recorded for an alert that is at its end, or that came in error. Raises Refused."""
    if standing.sent_in_error:
        raise _in_error(standing, standing.sent_in_error)
    if standing.ended is None:
        return
    ended, day = standing.ended, uk_day(standing.ended.ended_at)
    instead = f" {ended.superseded_by} stands in its place." if ended.superseded_by else ""
    raise Refused(
        HTTPStatus.GONE,
        f"This alert was {ended.outcome.value}",
        f"{standing.alert.reference}, “{standing.alert.headline}”, was {ended.outcome.value} on "
        f"{day:%A} {day.day} {day:%B %Y}.{instead} The reason given: {ended.reason}",
        what_to_do="Nothing more is asked of you for it. If something that you did for it should be undone, "
        "ask the patient safety specialist of your organisation.",
        was_saved="Nothing was saved now; what was recorded before is kept.",
    )


def _in_error(standing: Standing, error: SentInError) -> Refused:
    return Refused(
        HTTPStatus.GONE,
        "This alert was sent to your organisation in error",
        f"{standing.alert.reference}, “{standing.alert.headline}”, is not for {standing.label}. "
        f"The reason given: {error.reason}",
        what_to_do="Nothing is asked of you for it. If something that you did for it should be undone, "
        "ask the patient safety specialist of your organisation.",
        was_saved="Nothing was saved now; what was recorded before is kept.",
    )


def no_such_action(standing: Standing) -> Refused:
    """An update may have taken it away."""
    return Refused(
        HTTPStatus.NOT_FOUND,
        "This alert has no such action",
        f"Version {standing.alert.version} of {standing.alert.reference} may have other actions.",
        what_to_do="Go back, load the page again and choose an action that stands there.",
    )


def world_of(standing: Standing) -> dict[str, Any]:
    """The frame says which world this is; a real alert leaves the frame as it is."""
    return {} if standing.alert.status == "actual" else {"banner": standing.alert.status.value}
