"""What the template of a chasing mail is given; asked anew when the mail's turn comes."""

from typing import Any
from uuid import UUID

from contracts.events.alerts import AlertStatus
from services.distribution.domain.audience import role_name
from services.distribution.domain.reminding import Section, Silence, escalated, silences, to_answer
from services.distribution.storage import chases, register
from services.kit.database import Transaction


async def view_of_chase(tx: Transaction, chase_id: UUID) -> dict[str, Any]:
    """Empty when all was answered meanwhile; then no letter can be written."""
    still_open = await chases.still_open(tx, chase_id)
    people = await register.registered(tx, {one.person_id for one in still_open})
    still_open = [one for one in still_open if one.person_id in people]
    if not still_open:
        return {}
    asking = await chases.asking_of(tx, {one.ods_code for one in still_open})
    alerts = {one.alert.reference: one.alert for one in asking}
    staff = to_answer(still_open, asking, tx.now)
    executive = escalated(still_open, alerts, tx.now)
    region = silences(still_open, alerts, tx.now)
    return {
        "staff": staff,
        "executive": executive,
        "region": region,
        "names": await register.names_of_organisations(tx),
        "roles": {person_id: role_name(person.role) for person_id, person in people.items()},
        "places": {person_id: person.ods_code for person_id, person in people.items()},
        "practice": "exercise" if _is_practice(staff, executive, region) else "actual",
    }


def _is_practice(
    staff: tuple[Section, ...], executive: tuple[Section, ...], region: tuple[Silence, ...]
) -> bool:
    """Whether nothing in it is real."""
    alerts = [line.alert for section in (*staff, *executive) for line in section.lines]
    return all(
        one.status is not AlertStatus.ACTUAL for one in (*alerts, *(silence.alert for silence in region))
    )
