"""What people say reaches whom it concerns, by one mail with their own link, or waits until it can."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from contracts.events.register import Role
from contracts.links import LinkClaims, LinkPurpose
from services.distribution.tables import occasions
from services.kit.signing import Verifier
from tests.builders import REFERENCE, a_person, an_alert, an_organisation, person_id
from tests.distribution.occasions import (
    ASSIGNMENT,
    a_comment,
    a_doubt,
    a_publication,
    a_request,
    a_settlement,
    an_assignment,
    an_end,
)
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

MONDAY = datetime(2025, 11, 24, 7, tzinfo=UTC)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def subjects(sink: Sink, to: str) -> list[str]:
    return [mail["Subject"].partition(":")[0] for mail in sink.mails(to)]


def way_in(stage: Stage, mail: EmailMessage) -> tuple[str, LinkClaims | None]:
    """Where the mail's button leads, and what its token says."""
    found = re.search(r"^http://127.0.0.1:8000/([a-z-]+)/(\S+)$", text_of(mail), re.MULTILINE)
    if found is None:
        return "", None
    claims = Verifier.of(stage.service.settings.link_public_keys).claims(found[2])
    assert claims is not None
    return found[1], LinkClaims.unpacked(claims)


def claims_of(person: str, purpose: LinkPurpose = LinkPurpose.ANSWER) -> LinkClaims:
    return LinkClaims(
        person_id=person_id(person), ods_code="RH5", reference=REFERENCE, version=1, purpose=purpose
    )


async def test_each_event_is_one_mail_with_the_link_that_is_theirs(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(a_person("Rose Hill", role=Role.PARTNER, email="rose@x.example"))
    await stage.send()
    first = [a_doubt(), an_assignment(), a_request(), a_comment()]
    await stage.hear(*first, *first)
    await stage.send()
    then = [an_end(), a_settlement()]
    await stage.hear(*then, *then)
    await stage.send()

    found = [(mail["To"].addresses[0].username, *way_in(stage, mail)) for mail in sink.mails()]
    assert sorted(found, key=lambda one: one[:2]) == [
        # The alert, a doubt, a comment, a sign-off that was sent back.
        *[("asha", "answer", claims_of("Person 0"))] * 4,
        ("elena", "sign-off", claims_of("a request", LinkPurpose.SIGN)),
        ("omar", "", None),
        ("omar", "owner", claims_of("an assignment", LinkPurpose.ACT)),
    ]
    assert subjects(sink, "omar") == ["Action for you by Fri 5 Dec", "No longer asked of you"]
    texts = "\n".join(map(text_of, sink.mails()))
    for words in (
        "It came so soon after the mail",
        "Omar Owner: Person 0 asks you, for Somerset NHS Foundation Trust (RH5), to do action 2",
        "Secondary care: Cover safe recording of allergies in training.",
        "Dr Elena Executive, Chief Medical Officer: Person 0 asks you to sign",
        "> Patients were not told.",
        "> Somebody else has done it.",
        "> Action 2 has no proof.",
    ):
        assert words in texts
    mails = (await stage.said())[-1].mails
    assert [(one.kind, one.state, one.attempts) for one in mails] == [
        (kind, "accepted", 1)
        for kind in (
            "alert-issued",
            "acknowledgement-doubted",
            "action-assigned",
            "sign-off-requested",
            "partner-commented",
            "assignment-ended",
            "sign-off-settled",
        )
    ]


async def test_what_ends_before_it_is_mailed_is_never_mailed(stage: Stage, sink: Sink) -> None:
    """Neither is its end; one that may have arrived stays in doubt, and its end is told."""
    doubtful = person_id("another assignment")
    await stage.issue("asha@x.example")
    await stage.hear(
        an_assignment(owner_email="later@x.example"),
        an_assignment(assignment_id=doubtful, owner_email="breaks@x.example"),
    )
    await stage.send()
    sink.obeys = False
    await stage.hear(a_request(), a_settlement(outcome="withdrawn"))
    await stage.hear(an_end(), an_end(assignment_id=doubtful))
    stage.clock.advance(hours=1)
    await stage.send()

    mails = {(mail.kind, mail.address.partition("@")[0]): mail for mail in await stage.mails()}
    assert {key: (mail.state, mail.reply) for key, mail in mails.items() if "asha" not in key} == {
        ("action-assigned", "later"): ("suppressed", "no longer asked"),
        ("action-assigned", "breaks"): ("unknown", mails["action-assigned", "breaks"].reply),
        ("assignment-ended", "breaks"): ("accepted", "2.0.0 taken"),
        ("sign-off-requested", "elena"): ("suppressed", "no longer asked"),
    }
    assert mails["action-assigned", "breaks"].next_attempt_at is None
    assert subjects(sink, "elena") == subjects(sink, "later") == []


async def test_whoever_asked_is_told_when_an_action_is_not_for_its_owner(stage: Stage, sink: Sink) -> None:
    """Also when it was handed on before; that in itself leaves nobody without an owner."""
    second = person_id("another assignment")
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment())
    handed_on = {"assignment_id": second, "owner_name": "Sam Second", "assigned_by": ASSIGNMENT}
    await stage.hear(an_assignment(**handed_on, owner_email="sam@pharmacy.example"))
    await stage.hear(an_end(outcome="handed_on", reason=None, ended_by=ASSIGNMENT))
    await stage.send()
    assert len(subjects(sink, "asha")) == 1, "the alert itself"

    said = an_end(assignment_id=second, ended_by=second, reason="I am on leave.")
    await stage.hear(said, said)
    await stage.send()

    [mail] = [mail for mail in sink.mails("asha") if mail["Subject"].startswith("Action 2 came back: ")]
    assert "Sam Second says that action 2 is not for them" in text_of(mail)
    assert "> I am on leave." in text_of(mail)
    assert way_in(stage, mail) == ("answer", claims_of("Person 0"))


async def test_owners_and_executives_need_not_be_registered(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    await stage.hear(a_person("Person 1", active=False))
    await stage.hear(an_assignment(assignment_id=person_id("Person 1")), a_request(), a_doubt())
    await stage.hear(a_person("Person 0", active=False))
    await stage.send()
    # Who gave it away knows; who took it back tells the executive; who has left is told nothing.
    await stage.hear(an_end(assignment_id=person_id("Person 1"), ended_by=person_id("Person 1")))
    await stage.hear(a_settlement(outcome="withdrawn"), a_settlement(request_id=person_id("other")))
    await stage.send()

    assert subjects(sink, "omar") == ["Action for you by Fri 5 Dec"]
    assert subjects(sink, "elena") == ["To sign by Fri 20 Nov", "Nothing to sign any more"]
    assert subjects(sink, "x.example") == []


async def test_what_names_something_unknown_waits_until_it_arrives(stage: Stage, sink: Sink) -> None:
    await stage.keep(an_assignment())
    await stage.keep(a_doubt(person_id=person_id("Nobody Known")))
    await stage.keep(a_publication())
    await stage.plan_late()
    assert await stage.mails() == []

    await stage.issue("asha@x.example")
    await stage.plan_late()
    await stage.plan_late()
    assert sorted(mail.kind for mail in await stage.mails()) == [
        "action-assigned",
        "alert-issued",
        "questions-published",
    ]
    stage.clock.advance(hours=25)
    await stage.plan_late()
    await stage.hear(a_person("Nobody Known"))
    await stage.plan_late()

    assert len(await stage.mails()) == 3
    await stage.send()
    assert subjects(sink, "omar") == ["Action for you by Fri 5 Dec"]


async def test_published_questions_are_one_mail_on_the_next_working_morning(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example", "ben@x.example")
    await stage.send()
    await stage.hear(a_publication("First?"), a_publication("First?"))
    # A new version comes out, and with it somebody new.
    await stage.hear(a_person("Cara Lowe", email="cara@x.example"), an_alert(version=2, mailing="send"))
    await stage.send()
    await stage.hear(a_publication("Second?", number=None, version=2))
    await stage.send()
    await stage.hear(a_person("Person 1", active=False))
    sink.taken.clear()

    stage.clock.now = MONDAY
    await stage.hear(a_publication("Third?"))
    await stage.send()

    assert sorted(subjects(sink, "")) == ["2 questions answered for all"] * 2
    assert {mail["To"].addresses[0].username for mail in sink.mails()} == {"asha", "cara"}
    for mail in sink.mails():
        assert all(question in text_of(mail) for question in ("> First?", "> Second?"))
        assert "Third?" not in text_of(mail)
    stage.clock.advance(days=1)
    await stage.send()
    assert subjects(sink, "asha") == ["2 questions answered for all", "1 question answered for all"]


async def test_whom_an_alert_was_not_mailed_to_gets_no_digest(stage: Stage) -> None:
    await stage.issue("asha@x.example", mailing="none")
    await stage.hear(a_publication())

    assert await stage.mails() == []


async def test_hostile_names_and_texts_stay_harmless(stage: Stage, sink: Sink) -> None:
    name = 'Eve", <all@trust.example>, "<b>Bob</b>'
    text = "<script>x</script>\n.\nBcc: all@trust.example"
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment(owner_name=name, assigned_by_name=name, note=text))
    await stage.send()

    (mail,) = sink.mails("omar")
    (address,) = mail["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "omar@pharmacy.example")
    assert mail["Bcc"] is None
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()
    assert "<b>Bob" not in html.get_content()
    assert "&lt;script&gt;x&lt;/script&gt;" in html.get_content()
    assert "\n> .\n> Bcc: all@trust.example\n" in text_of(mail)


@pytest.mark.parametrize("change", [update(occasions).values(reference="x"), delete(occasions)])
async def test_what_was_said_is_never_changed(stage: Stage, change: object) -> None:
    await stage.hear(an_organisation(), a_publication())

    with pytest.raises(DBAPIError, match="added and never changed"):
        async with stage.service.database.transaction() as tx:
            await tx.execute(change)  # type: ignore[arg-type]
