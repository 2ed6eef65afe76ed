from sqlalchemy import select

from services.responses.tables import acknowledgements, addresses, openings
from tests.responses.site import Site, token_of


async def test_addresses_and_openings_are_forgotten_after_a_month_and_nothing_else_is(site: Site) -> None:
    [forget] = site.service.jobs
    await site.acknowledge(token_of())

    async def kept() -> list[int]:
        assert await forget.tick() is False
        async with site.service.database.reading() as tx:
            tables = (addresses, openings, acknowledgements)
            return [len((await tx.execute(select(table))).all()) for table in tables]

    site.clock.advance(days=30)
    assert await kept() == [1, 0, 1], "the page was opened before it was acknowledged"
    site.clock.advance(seconds=1)
    assert await kept() == [0, 0, 1]
