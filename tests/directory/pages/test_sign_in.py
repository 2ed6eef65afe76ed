import re
from http.cookies import SimpleCookie

import httpx
import pytest

from services.directory import wiring
from services.directory.tables import sign_in_codes
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.web.access import COOKIE
from services.kit.web.frame import application
from services.local.mailbox import CaughtMail, Mailbox
from tests.directory.surroundings import ASHA, AUDITOR, AUTHOR, LEAD, fill, parsed, post, said_by
from tests.fakes import FixedClock

NIA = "nia.bevan@national.example"
SOMEBODY_ELSE = "nobody@elsewhere.example"


@pytest.fixture(autouse=True)
async def _register(database: Database) -> None:
    async with database.transaction() as tx:
        await fill(tx, ASHA, AUTHOR, AUDITOR, LEAD)


def code_in(mail: CaughtMail) -> str:
    found = re.search(r"\b[0-9]{8}\b", mail.text)
    assert found is not None
    return found[0]


async def ask(client: httpx.AsyncClient, email: str, **more: str) -> httpx.Response:
    return await post(client, "/sign-in", email=email, **more)


async def enter(client: httpx.AsyncClient, email: str, code: str, **more: str) -> httpx.Response:
    return await post(client, "/sign-in/code", email=email, code=code, **more)


def is_signed_in(answer: httpx.Response) -> bool:
    return COOKIE in SimpleCookie(answer.headers.get("set-cookie", ""))


def without_tokens(answer: httpx.Response) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)


async def test_whoever_enters_the_mailed_code_is_signed_in(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    asked = await ask(anybody, NIA)
    (mail,) = mailbox.messages(to=NIA)
    answer = await enter(anybody, NIA, code_in(mail))

    assert "If the address is registered, a code is on its way" in said_by(asked)
    assert mail.subject == "Your code to sign in to Safety Cascade"
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_signed_in(answer)
    assert (await anybody.get("/")).headers["location"] == "/desk"
    shown = await anybody.get("/register")
    assert "Nia Bevan" in "".join(parsed(shown).itertext())


async def test_the_mail_says_where_it_comes_from_and_loads_nothing(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages(to=NIA)

    assert mail.sender == "Safety Cascade <alerts@safety-cascade.example>"
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["Message-ID"].endswith("@safety-cascade.example>")
    assert code_in(mail) in mail.html
    assert "src=" not in mail.html


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    known, unknown = await ask(anybody, NIA), await ask(anybody, SOMEBODY_ELSE)

    assert without_tokens(known) == without_tokens(unknown).replace(SOMEBODY_ELSE, NIA)
    assert mailbox.messages(to=SOMEBODY_ELSE) == []
    assert len(mailbox.messages()) == 1


async def test_capitals_and_spaces_in_the_address_do_no_harm(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(anybody, "  ASHA.verma@Somerset.Example ")
    (mail,) = mailbox.messages()

    assert mail.to == "Asha.Verma@somerset.example"
    assert is_signed_in(await enter(anybody, "asha.VERMA@somerset.example", code_in(mail)))


async def test_a_wrong_code_opens_nothing_and_the_right_one_still_does(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages()
    wrong = await enter(anybody, NIA, f"{(int(code_in(mail)) + 1) % 10**8:08d}")

    assert wrong.status_code == 422
    assert "This code does not fit" in said_by(wrong)
    assert not is_signed_in(wrong)
    assert is_signed_in(await enter(anybody, NIA, f" {code_in(mail)[:4]} {code_in(mail)[4:]} "))


async def test_a_code_of_somebody_else_opens_nothing(anybody: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(anybody, "rhys.hale@southwest.example")
    (mail,) = mailbox.messages()

    assert not is_signed_in(await enter(anybody, NIA, code_in(mail)))


async def test_after_five_tries_the_right_code_comes_too_late(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages()
    for _ in range(5):
        wrong = await enter(anybody, NIA, "not it")
    late = await enter(anybody, NIA, code_in(mail))

    assert not is_signed_in(late)
    assert said_by(late) == said_by(wrong)


async def test_a_code_ends_after_a_quarter_of_an_hour(
    anybody: httpx.AsyncClient, mailbox: Mailbox, clock: FixedClock
) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages()
    clock.advance(minutes=15)

    assert not is_signed_in(await enter(anybody, NIA, code_in(mail)))


async def test_a_code_works_once(anybody: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages()
    assert is_signed_in(await enter(anybody, NIA, code_in(mail)))
    anybody.cookies.clear()

    assert not is_signed_in(await enter(anybody, NIA, code_in(mail)))


async def test_the_first_of_two_codes_works_where_its_mail_came_second(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(anybody, NIA)
    await ask(anybody, NIA)
    _, first = mailbox.messages()

    assert is_signed_in(await enter(anybody, NIA, code_in(first)))


async def test_nobody_is_mailed_more_than_five_codes_in_an_hour(
    anybody: httpx.AsyncClient, mailbox: Mailbox, clock: FixedClock
) -> None:
    answers = [await ask(anybody, NIA) for _ in range(6)]
    assert len(mailbox.messages(to=NIA)) == 5
    assert without_tokens(answers[0]) == without_tokens(answers[5])
    clock.advance(hours=1)
    await ask(anybody, NIA)

    assert len(mailbox.messages(to=NIA)) == 6


async def test_no_code_stands_in_the_database(
    anybody: httpx.AsyncClient, mailbox: Mailbox, database: Database
) -> None:
    await ask(anybody, NIA)
    (mail,) = mailbox.messages()
    async with database.reading() as tx:
        (row,) = (await tx.execute(sign_in_codes.select())).mappings()

    assert code_in(mail) not in str(dict(row))


async def test_a_visitor_holds_every_registration_of_their_address(
    anybody: httpx.AsyncClient, mailbox: Mailbox, database: Database
) -> None:
    async with database.transaction() as tx:
        await fill(tx, LEAD.replace(LEAD.split(",")[3], ASHA.split(",")[3].upper()))
    await ask(anybody, "asha.verma@somerset.example")
    (mail,) = mailbox.messages()
    await enter(anybody, "asha.verma@somerset.example", code_in(mail))

    assert (await anybody.get("/")).headers["location"] == "/regions/Y58"


@pytest.mark.parametrize(
    ("asked", "gone_to"),
    [("/register/gaps", "/register/gaps"), ("//evil.example", "/"), ("https://evil.example", "/")],
)
async def test_after_signing_in_the_page_asked_for_is_shown_if_it_is_ours(
    anybody: httpx.AsyncClient, mailbox: Mailbox, asked: str, gone_to: str
) -> None:
    shown = await ask(anybody, NIA, next=asked)
    assert f'name="next" value="{asked}"' in shown.text
    (mail,) = mailbox.messages()
    answer = await enter(anybody, NIA, code_in(mail), next=asked)

    assert answer.headers["location"] == gone_to


async def test_a_specialist_is_led_to_their_alerts_from_a_cold_start(
    anybody: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    asked = "/mine/NatPSA/2025/006/NHSPS"
    shown = await anybody.get("/sign-in", params={"next": asked})
    assert f'name="next" value="{asked}"' in shown.text
    await ask(anybody, "asha.verma@somerset.example", next=asked)
    code = code_in(mailbox.messages()[0])
    answer = await enter(anybody, "asha.verma@somerset.example", code, next=asked)

    assert answer.headers["location"] == asked
    assert (await anybody.get("/")).headers["location"] == "/mine"


async def test_signing_out_ends_the_session(anybody: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(anybody, NIA)
    await enter(anybody, NIA, code_in(mailbox.messages()[0]))
    await post(anybody, "/register", "/sign-out")

    assert (await anybody.get("/register")).headers["location"] == "/sign-in?next=/register"


async def test_forms_without_their_token_do_nothing(anybody: httpx.AsyncClient, mailbox: Mailbox) -> None:
    for path in ("/sign-in", "/sign-in/code", "/sign-out"):
        assert (await anybody.post(path, data={"email": NIA})).status_code == 403
    assert mailbox.messages() == []


async def test_what_is_no_address_is_told_at_once(anybody: httpx.AsyncClient) -> None:
    answer = await ask(anybody, "nia")

    assert answer.status_code == 422
    assert "Enter your mail address" in said_by(answer)
    assert (await enter(anybody, "nia\x00", "12345678")).status_code == 422


async def test_the_front_door_says_what_this_is(anybody: httpx.AsyncClient) -> None:
    assert "takes each alert to the patient safety specialists" in said_by(await anybody.get("/"))
    assert "Enter your code" in said_by(await anybody.get("/sign-in/code"))


async def test_a_mail_that_cannot_be_sent_is_told(settings: KitSettings, clock: FixedClock) -> None:
    deaf = wiring.build(settings.model_copy(update={"smtp": "127.0.0.1:1"}), clock)
    transport = httpx.ASGITransport(app=application([deaf], settings, clock=clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await ask(client, NIA)
    await deaf.database.close()

    assert answer.status_code == 503
    assert "The code could not be mailed" in said_by(answer)
