"""What the commands send to a running system, and what they tell the person at the terminal."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.kit.config import KitSettings, Reach
from services.local import commands, doctor
from services.local.demo import Demo, Kept
from services.local.doctor import Finding
from services.local.parts import LocalParts
from tests.running_site import Asked, answering

TAKEN = {
    "accepted": True,
    "added": 3,
    "changed": 2,
    "closed": 1,
    "unchanged": 0,
    "left_out": [],
    "refused": [],
}
REFUSED = TAKEN | {"accepted": False, "added": 0, "refused": [{"line": 4, "reason": "no such role"}]}


def reach(address: str) -> Reach:
    return Reach(site=address, api_key=SecretStr("a-key"))


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """One that is not running: where it would be reached is all that counts."""
    parts = LocalParts("127.0.0.1:9", "", "127.0.0.1:2", None, ())  # type: ignore[arg-type]
    settings = KitSettings(
        site="http://127.0.0.1:8765",
        database="postgresql://{service}:pw@127.0.0.1/cascade",
        smtp="mail.example:25",
    )
    return Demo(settings, Kept(8765, "a-key", "s", "l", "pw"), parts, tmp_path)


async def test_an_alert_is_issued_by_whoever_holds_the_key() -> None:
    with answering(201, {"reference": "NatPSA/2025/006/NHSPS", "version": 1}) as site:
        answer = await commands.publish(reach(site.address), b"{}")

    assert answer["version"] == 1
    assert site.asked == [Asked("/api/v1/alerts", "Bearer a-key", b"{}")]


async def test_a_file_goes_where_its_kind_is_kept() -> None:
    with answering(200, TAKEN) as site:
        answer = await commands.import_file(reach(site.address), "people", b"a,b\n", accept_valid=False)

    assert answer == TAKEN
    assert site.asked == [Asked("/api/v1/people?accept_valid=false", "Bearer a-key", b"a,b\n")]


def test_what_was_taken_is_counted_in_words() -> None:
    left_out = TAKEN | {"left_out": [{"line": 9, "reason": "no trust"}]}

    assert commands.import_in_words(left_out) == (
        "Taken: 3 added, 2 changed, 1 closed, 0 unchanged.\n  line 9 left out: no trust"
    )


def test_what_was_refused_is_named_with_the_way_on() -> None:
    assert commands.import_in_words(REFUSED) == (
        "Nothing was taken, because rows were refused:\n"
        "  line 4: no such role\n"
        "Mend these rows, or take the others with --accept-valid."
    )


def test_refused_rows_beside_taken_ones_are_named_too() -> None:
    words = commands.import_in_words(REFUSED | {"accepted": True})

    assert "  line 4: no such role" in words
    assert "--accept-valid" not in words


def test_a_program_learns_where_everything_is_and_who_signs_in(demo: Demo) -> None:
    told = commands.ready(demo, with_sample=True)

    assert {name: value for name, value in told.items() if name != "accounts"} == {
        "ready": True,
        "site": "http://127.0.0.1:8765",
        "mailbox": "http://127.0.0.1:8765/mailbox",
        "kafka": "127.0.0.1:9",
        "postgres": "postgresql://publishing:pw@127.0.0.1/cascade",
        "smtp": "mail.example:25",
        "api_key": "a-key",
    }
    assert {"specialist", "regional_lead", "national_author"} <= {one["role"] for one in told["accounts"]}


def test_without_the_sample_nobody_can_sign_in(demo: Demo) -> None:
    assert commands.ready(demo, with_sample=False)["accounts"] == []


@pytest.mark.parametrize("with_sample", [True, False])
def test_what_a_person_reads_leads_on(
    demo: Demo, capsys: pytest.CaptureFixture[str], with_sample: bool
) -> None:
    commands._tell(demo, 1.25, as_json=False, with_sample=with_sample)
    said = capsys.readouterr().out

    assert "ready after 1.2 s" in said
    assert "http://127.0.0.1:8765/mailbox" in said
    assert ("cascade publish" in said) is with_sample
    assert ("Open Government Licence" in said) is with_sample


def test_progress_is_a_line_for_each_step_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with commands.progress_shown() as progress:
        progress("One")
        progress("Two")

    assert capsys.readouterr() == ("", "One\nTwo\n")


@pytest.mark.parametrize("mend", ["", "Set CASCADE_API_KEY."])
async def test_the_doctor_says_how_to_mend_what_is_not_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mend: str
) -> None:
    async def found(_: Any) -> AsyncIterator[Finding]:
        yield Finding("Kafka", "answers [::1]:9 [kept]")
        yield Finding("API key", "looked at", mend)

    monkeypatch.setattr(doctor, "examine", found)

    assert await commands.examined(KitSettings()) is (not mend)
    mark, told = ("✗", f"    {mend}\n") if mend else ("✓", "")
    assert capsys.readouterr().out == f"✓ Kafka: answers [::1]:9 [kept]\n{mark} API key: looked at\n{told}"


def test_a_preview_says_that_nothing_is_taken_yet() -> None:
    assert commands.import_in_words(TAKEN | {"preview": True}).startswith("Would be taken: ")
