"""What a demonstration is filled with: the real register and alerts, and invented people."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from contracts.envelope import Topic
from contracts.events.alerts import AlertIssued
from contracts.topics import REGISTER, TOPICS
from services.kit import topics
from services.local.alerts import moved_to, sample_alerts
from services.local.demo import Demo
from services.local.people import SampleOrganisation, SamplePerson, as_csv, sample_people
from services.local.site import Site, SiteError, site
from services.local.waiting import until

SAMPLE = Path(__file__).parent / "sample"
#: Issued the moment a demonstration is first started.
JUST_ISSUED = "NatPSA/2024/004/MHRA"
#: Left for whoever tries it: `cascade publish contracts/examples/alert-issued.v1.json`.
LEFT_TO_PUBLISH = "NatPSA/2025/006/NHSPS"
CATCH_UP_SECONDS = 240.0


@dataclass(frozen=True)
class Account:
    """Somebody made up whose pages can be looked at."""

    role: str
    email: str
    ods_code: str


def organisations_csv() -> bytes:
    """The file for `cascade import organisations`; its source and licence stand beside it."""
    return (SAMPLE / "organisations.csv").read_bytes()


def people() -> list[SamplePerson]:
    """For every organisation that is open."""
    open_ones = (row for row in _organisations() if row["status"] == "active")
    return list(sample_people(SampleOrganisation(row["ods_code"], row["type"]) for row in open_ones))


def _organisations() -> Iterator[dict[str, str]]:
    return csv.DictReader(organisations_csv().decode().splitlines())


def accounts() -> list[Account]:
    """A specialist first, then the lead of their region, other leads, the national team, a partner."""
    everybody = people()
    # A trust's, because trusts have to answer.
    specialist = next(p for p in everybody if p.role == "specialist" and p.ods_code.startswith("R"))
    home = next(row["region_code"] for row in _organisations() if row["ods_code"] == specialist.ods_code)
    wanted = ("regional_lead", "national_author", "national_approver", "operator", "auditor")
    others = [person for person in everybody if person.role in wanted]
    partner = next(p for p in everybody if p.role == "partner")
    chosen = [specialist, *sorted(others, key=lambda person: person.ods_code != home), partner]
    return [Account(person.role, person.email, person.ods_code) for person in chosen]


async def load(demo: Demo, now: datetime, progress: Callable[[str], None]) -> bool:
    """Fill a demonstration once, and tell whether that was now; broken off, it may be run again."""
    done = demo.data_dir / "sample.json"
    if done.exists():
        return False
    now = _began_loading(demo, now)
    async with site(demo.site, demo.kept.api_key) as running:
        progress("Importing the register")
        await import_register(running)
        progress("Waiting until every service knows the register")
        await register_is_heard(demo)
        progress("Loading the real alerts")
        for alert in history(now):
            await running.publish(alert.model_dump_json().encode(), key=f"sample-{alert.reference}")
    done.write_text(json.dumps({"loaded_at": now.isoformat()}))
    return True


def _began_loading(demo: Demo, now: datetime) -> datetime:
    """When loading was first tried: the moved dates of an alert must not move again at a second try."""
    file = demo.data_dir / "sample-began.txt"
    if not file.exists():
        file.write_text(now.isoformat())
    return datetime.fromisoformat(file.read_text())


async def import_register(running: Site) -> None:
    """Organisations first: people are refused for an organisation nobody knows."""
    for kind, content in (("organisations", organisations_csv()), ("people", as_csv(people()).encode())):
        taken = await running.import_file(kind, content, accept_valid=False)
        if not taken["accepted"]:
            raise SiteError(f"The sample {kind} were refused: {taken['refused'][:3]}")


def history(now: datetime) -> Iterator[AlertIssued]:
    """The real alerts, oldest first; one of them as if it were issued now."""
    alerts, _ = sample_alerts()
    for alert in sorted(alerts, key=lambda alert: alert.issued_at):
        if alert.reference not in (JUST_ISSUED, LEFT_TO_PUBLISH):
            yield alert
    yield moved_to(next(alert for alert in alerts if alert.reference == JUST_ISSUED), now)


async def everything_is_heard(demo: Demo) -> None:
    """Wait until no service has anything left to hear, so that what follows is measured alone."""
    async with site(demo.site, demo.kept.api_key) as running:
        quiet = partial(_is_quiet, running, demo.parts.kafka)
        await until("Every service has heard everything", quiet, seconds=CATCH_UP_SECONDS)


async def _is_quiet(running: Site, kafka: str) -> bool:
    try:
        mails = await running.all_of(f"/api/v1/alerts/{JUST_ISSUED}/deliveries")
    except SiteError:
        return False  # the alert has not been heard yet
    if not mails or any(mail["state"] in ("planned", "claimed") for mail in mails):
        return False
    return not await is_anybody_behind(kafka, TOPICS)


async def register_is_heard(demo: Demo) -> None:
    """Wait until the outbox is carried and heard: an alert freezes its audience from what is known."""
    expected = len(people()) + len(organisations_csv().splitlines()) - 1
    heard = partial(_is_heard, demo.parts.kafka, expected)
    await until("Every service knows the register", heard, seconds=CATCH_UP_SECONDS)


async def _is_heard(kafka: str, expected: int) -> bool:
    return await topics.length(kafka, REGISTER) >= expected and not await is_anybody_behind(kafka, [REGISTER])


async def is_anybody_behind(kafka: str, of: Iterable[Topic]) -> bool:
    """Whether a hearer of these topics has something left to hear.

    Asked until nobody is, so the first who is behind is answer enough: each question is a connection.
    """
    for topic in of:
        for service in topic.hearers:
            if await topics.lag(kafka, f"{service}.{topic.name}", topic):
                return True
    return False
