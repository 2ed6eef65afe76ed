"""The migrations of every service give what its tables say."""

import pytest
from sqlalchemy import Column, Table, Text

from services.all import METADATA
from services.kit.config import KitSettings
from services.kit.migrations import folder, is_current, migrate
from services.kit.tables import service_metadata

SERVICES = sorted(METADATA)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_give_what_the_tables_say(common_settings: KitSettings, service: str) -> None:
    assert await is_current(common_settings.database_of(service), METADATA[service])


async def test_a_table_without_a_migration_is_noticed(common_settings: KitSettings) -> None:
    changed = service_metadata("actions")
    Table("forgotten", changed, Column("name", Text, primary_key=True))
    assert not await is_current(common_settings.database_of("actions"), changed)


async def test_migrating_again_changes_nothing(common_settings: KitSettings) -> None:
    address = common_settings.database_of("actions")
    await migrate(address, METADATA["actions"])
    assert await is_current(address, METADATA["actions"])


def test_a_service_that_does_not_exist_has_no_migrations() -> None:
    with pytest.raises(LookupError):
        folder("nobody")
