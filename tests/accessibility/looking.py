"""Which pages the services have, and where each is shown; every one is looked at."""

import re
from urllib.parse import urlsplit

from playwright.async_api import Page

from services.all import NAMES
from tests.accessibility.audit import faults, without_scripts

#: By its template: the addresses at which it is shown. Some are those of a form that comes back.
SHOWN_AT = {
    "responses/alert.html": ("/answer/{token}",),
    "responses/partner.html": ("/answer/{token}", "/answer/{token}/comments"),
    "responses/not_me.html": ("/answer/{token}/not-me",),
    "responses/take_back.html": ("/answer/{token}/take-back",),
    "responses/similar.html": ("/answer/{token}/questions",),
    "responses/published.html": ("/answer/{token}/published/{question_id}",),
    "responses/mine.html": ("/mine",),
    "responses/for_whom.html": ("/mine/{reference:reference}",),
    "responses/questions.html": ("/questions",),
    "responses/question.html": ("/questions/{question_id}",),
    "responses/publication_preview.html": ("/questions/{question_id}", "/questions/{question_id}/publish"),
    "responses/from_briefing.html": ("/questions/from-briefing",),
    "responses/experiences.html": ("/questions/experiences",),
    "responses/experience.html": ("/questions/experiences/{experience_id}",),
    "actions/actions.html": ("/actions/{token}",),
    "actions/decision.html": ("/actions/{token}/decision",),
    "actions/cas.html": ("/actions/{token}/cas",),
    "actions/people.html": (
        "/actions/{token}/{number}/people",
        "/actions/{token}/{number}/people/{assignment_id}",
    ),
    "actions/sign-off.html": ("/actions/{token}/sign-off",),
    "actions/owner.html": ("/owner/{token}",),
    "actions/hand_on.html": ("/owner/{token}/hand-on",),
    "actions/not_for_me.html": ("/owner/{token}/not-for-me",),
    "actions/executive.html": ("/sign-off/{token}",),
    "access/audit.html": tuple(f"/audit/{service}" for service in NAMES),
    "directory/home.html": ("/",),
    "directory/sign-in.html": ("/sign-in",),
    "directory/code.html": ("/sign-in/code",),
    "directory/sessions.html": ("/sessions",),
    "directory/register.html": ("/register",),
    "directory/organisation.html": ("/register/organisations/{code}",),
    "directory/person.html": ("/register/people/{person_id}",),
    "directory/person-new.html": ("/register/organisations/{code}/people/new",),
    "directory/person-change.html": ("/register/people/{person_id}/change",),
    "directory/move.html": ("/register/organisations/{code}/move",),
    "directory/gaps.html": ("/register/gaps",),
    "directory/import.html": ("/register/import",),
    "directory/import-preview.html": ("/register/import/{upload_id}",),
    "directory/import-taken.html": ("/register/imports/{import_id}",),
    "directory/partners.html": ("/partners",),
    "directory/keys.html": ("/keys",),
    "directory/verify.html": ("/verify/{token}",),
    "directory/verified.html": ("/verify/{token}",),
    "distribution/audience.html": ("/deliveries/audience",),
    "distribution/deliveries.html": ("/deliveries/{reference:reference}",),
    "distribution/plan.html": ("/deliveries/plan", "/deliveries/{reference:reference}/plan"),
    "distribution/sending.html": ("/sending",),
    "oversight/region.html": ("/regions/{code}",),
    "oversight/region-alert.html": ("/regions/{code}/alerts/{reference:reference}",),
    "oversight/nation.html": ("/nation",),
    "oversight/nation-alert.html": ("/nation/alerts/{reference:reference}",),
    "oversight/drill.html": ("/nation/alerts/{reference:reference}/drill",),
    "oversight/organisation.html": ("/organisation/{token}", "/organisations/{code}"),
    "oversight/evidence.html": (
        "/organisation/{token}/alerts/{reference:reference}/evidence",
        "/organisations/{code}/alerts/{reference:reference}/evidence",
    ),
    "publishing/desk.html": ("/desk",),
    "publishing/alert.html": (
        "/desk/alerts/{reference:reference}",
        "/desk/alerts/{reference:reference}/versions/{number}",
    ),
    "publishing/correcting.html": (
        "/desk/alerts/{reference:reference}/audience",
        "/desk/drafts/{draft_id}/edit",
    ),
    "publishing/write.html": ("/desk/alerts/new", "/desk/drafts/{draft_id}/edit"),
    "publishing/draft.html": ("/desk/drafts/{draft_id}",),
    "publishing/checklist.html": ("/desk/drafts/{draft_id}/checklist",),
    "publishing/ending.html": ("/desk/alerts/{reference:reference}/end", "/desk/drafts/{draft_id}/edit"),
}
#: Not looked at on their own, each for a reason.
NOT_ALONE = {
    "responses/similar_found.html": "a script puts it into the page of the alert, which is looked at with it",
    **{
        f"{page}-live.html": "a part of the page of this name, which is looked at with it"
        for page in (
            "distribution/sending",
            *(f"oversight/{shown}" for shown in ("nation", "nation-alert", "region", "region-alert")),
        )
    },
}


async def suits_everybody(page: Page, template: str) -> None:
    """Look at the page that is open, which has to be the one that is meant."""
    path = urlsplit(page.url).path
    assert any(re.fullmatch(_pattern(shown), path) for shown in SHOWN_AT[template]), f"{template}: {path}"
    assert await faults(page) == [], page.url
    assert await without_scripts(page) == [], page.url


def _pattern(shown: str) -> str:
    """A reference has slashes."""
    return re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:\w+\}", ".+", shown))
