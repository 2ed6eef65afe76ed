"""A doctor that finds what is wrong, and never stumbles over it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from contracts.topics import ALERTS
from services.all import NAMES
from services.kit import topics
from services.kit.config import KitSettings
from services.kit.signing import new_private_key, public_key_of
from services.local import doctor
from services.local.doctor import Finding
from services.local.mailbox import Mailbox
from services.local.smtp import start_smtp
from services.local.waiting import until

KEY = new_private_key()
NOWHERE = "127.0.0.1:1"
SOUND: dict[str, Any] = {
    "link_private_key": KEY,
    "link_public_keys": f"k:{public_key_of(KEY)}",
    "api_key": "key",
}


def keys(**changes: str) -> list[Finding]:
    return list(doctor._keys(KitSettings(**(SOUND | changes))))


def test_a_pair_of_keys_is_well() -> None:
    assert keys() == [Finding("Link keys", "a pair")]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"link_private_key": ""}, "missing"),
        ({"link_public_keys": ""}, "missing"),
        ({"link_private_key": new_private_key()}, "not a pair"),
        (
            {"link_public_keys": f"old:{public_key_of(new_private_key())},{SOUND['link_public_keys']}"},
            "not a pair",
        ),
        ({"link_private_key": "no base64!"}, "cannot be read"),
        ({"link_private_key": "c2hvcnQ"}, "cannot be read"),
    ],
)
def test_keys_that_cannot_sign_are_found(changes: dict[str, str], found: str) -> None:
    (finding,) = keys(**changes)

    assert (finding.what, finding.found) == ("Link keys", found)
    assert finding.mend


def test_a_key_that_ends_with_padding_is_the_same_key() -> None:
    assert keys(link_public_keys=f"k:{public_key_of(KEY)}=") == [Finding("Link keys", "a pair")]


def test_an_api_without_a_key_is_found() -> None:
    assert [finding.mend for finding in keys(api_key="")] == ["", "Set CASCADE_API_KEY."]


async def test_a_mail_server_that_answers_is_well(tmp_path_factory: pytest.TempPathFactory) -> None:
    mailbox = Mailbox(tmp_path_factory.mktemp("mailbox"))
    smtp = await start_smtp(mailbox)

    assert doctor._mail_server(KitSettings(smtp=smtp.address)) == Finding(
        "Mail server", f"{smtp.address} answers"
    )
    await smtp.stop()
    mailbox.close()


@pytest.mark.parametrize("address", [NOWHERE, "nobody.invalid:25", "no-port", "127.0.0.1:99999"])
def test_a_mail_server_that_is_not_there_is_found(address: str) -> None:
    finding = doctor._mail_server(KitSettings(smtp=address))

    assert finding.found.startswith(address)
    assert "CASCADE_SMTP" in finding.mend


async def test_kafka_that_is_not_there_is_found() -> None:
    (finding,) = [f async for f in doctor._kafka(KitSettings(kafka=NOWHERE))]

    assert finding == Finding("Kafka", f"{NOWHERE}: KafkaConnectionError", "Check CASCADE_KAFKA.")


async def test_missing_topics_are_named_and_then_what_each_service_has_to_hear(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = replace(ALERTS, name=f"alerts-{uuid4()}", hearers=("publishing", "actions"))
    monkeypatch.setattr(doctor, "TOPICS", (topic,))
    settings = KitSettings(kafka=kafka_servers)

    answers, missing = [finding async for finding in doctor._kafka(settings)]
    assert answers == Finding("Kafka", f"{kafka_servers} answers")
    assert missing == Finding("Topics", f"missing: {topic.name}, {topic.dead}", "Run cascade topics.")

    await topics.create(kafka_servers, [topic])

    async def all_there() -> bool:
        return await topics.missing(kafka_servers, [topic]) == []

    await until("Kafka knows what it made", all_there, seconds=10)
    assert [finding async for finding in doctor._kafka(settings)] == [
        answers,
        Finding(f"publishing hears {topic.name}", "0 messages behind"),
        Finding(f"actions hears {topic.name}", "0 messages behind"),
    ]


async def test_a_database_that_is_up_to_date_is_well(common_settings: KitSettings) -> None:
    assert await doctor._database(common_settings, "actions") == Finding(
        "Database of actions", "well; 0 events wait for Kafka"
    )


async def test_a_database_that_is_not_there_is_found() -> None:
    finding = await doctor._database(KitSettings(database=f"postgresql://actions@{NOWHERE}/none"), "actions")

    assert "CASCADE_DATABASE" in finding.mend


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"database": "nothing"}, {"username": "nobody"}])
async def test_a_database_that_lets_nobody_in_is_found(
    common_settings: KitSettings, changes: dict[str, str]
) -> None:
    address = make_url(common_settings.database_of("actions")).set(**changes)  # type: ignore[arg-type]
    settings = KitSettings(database=address.render_as_string(hide_password=False))

    finding = await doctor._database(settings, "actions")

    assert "CASCADE_DATABASE" in finding.mend


async def test_an_address_that_is_none_is_found() -> None:
    finding = await doctor._database(KitSettings(database="no address"), "actions")

    assert "CASCADE_DATABASE" in finding.mend


async def test_a_database_before_its_first_migration_is_found(
    common_settings: KitSettings, template_database: str, database_address: str
) -> None:
    inside = make_url(template_database).set(database=make_url(database_address).database)
    connection = await asyncpg.connect(inside.render_as_string(hide_password=False))
    await connection.execute("DROP SCHEMA actions CASCADE; CREATE SCHEMA actions AUTHORIZATION actions")
    await connection.close()

    assert await doctor._database(common_settings, "actions") == Finding(
        "Database of actions", "its schema is not the one this version needs", "Run cascade migrate."
    )


async def test_everything_is_looked_at_whatever_is_found() -> None:
    settings = KitSettings(kafka=NOWHERE, smtp=NOWHERE, database=f"postgresql://x@{NOWHERE}/none")

    findings = [finding async for finding in doctor.examine(settings)]

    assert [finding.what for finding in findings] == [
        *("Link keys", "API key", "Mail server", "Kafka"),
        *(f"Database of {service}" for service in NAMES),
    ]
    assert all(finding.mend for finding in findings)
