"""On whose word somebody was registered by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select

from services.directory.domain.registering import Registration
from services.directory.tables import registrations
from services.kit.database import Transaction


@dataclass(frozen=True)
class OnWord:
    """What was said when somebody was registered. Job title and pay band are the national team's alone."""

    at: datetime
    kind: str
    director_name: str
    director_email: str
    job_title: str | None
    pay_band: str | None


async def add_registration(tx: Transaction, person_id: UUID, said: Registration, by: UUID) -> None:
    row = {
        "person_id": person_id,
        "at": tx.now,
        "by_person": by,
        "kind": said.kind,
        "replaces": said.replaced.person_id if said.replaced else None,
        "director_name": said.director_name,
        "director_email": said.director_email,
        "job_title": said.job_title,
        "pay_band": said.pay_band,
    }
    await tx.execute(insert(registrations).values(row))


async def on_whose_word(tx: Transaction, person_id: UUID) -> list[OnWord]:
    """The newest first; nobody's word for those who came by a file."""
    mine = registrations.c
    columns = (mine.at, mine.kind, mine.director_name, mine.director_email, mine.job_title, mine.pay_band)
    found = await tx.execute(select(*columns).where(mine.person_id == person_id).order_by(mine.id.desc()))
    return [OnWord(**row) for row in found.mappings()]
