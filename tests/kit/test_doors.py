import pytest

from contracts.envelope import Event
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.topics import ALERTS, REGISTER
from services.kit.config import KitSettings
from services.kit.database import Transaction
from services.kit.doors import Door, Doors


async def hear(_tx: Transaction, _event: Event[PersonRecorded], _settings: KitSettings) -> None:
    """Do nothing."""


def test_what_is_heard_is_declared_where_it_is_written() -> None:
    hears = Doors()

    assert hears(REGISTER, PersonRecorded)(hear) is hear
    assert hears(REGISTER, OrganisationRecorded)(hear) is hear
    assert list(hears) == [Door(REGISTER, PersonRecorded, hear), Door(REGISTER, OrganisationRecorded, hear)]


def test_an_event_that_its_topic_does_not_carry_is_refused() -> None:
    with pytest.raises(ValueError, match=r"national-patient-safety-alerts does not carry .*person-recorded"):
        Doors()(ALERTS, PersonRecorded)
