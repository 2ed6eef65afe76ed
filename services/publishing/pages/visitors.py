"""Who is at the desk."""

from typing import Annotated

from fastapi import Depends

from services.access import Permission
from services.kit.web import Visitor, allowed
from services.publishing.domain.people import Person

NationalTeam = Annotated[Visitor, Depends(allowed(Permission.WRITE_ALERTS))]
Approver = Annotated[Visitor, Depends(allowed(Permission.APPROVE_ALERTS))]


def person_of(visitor: Visitor) -> Person:
    """With every registration of their mail address, so that two roles are still one person."""
    registered = {grant.person_id for grant in visitor.grants if grant.person_id}
    return Person(
        id=visitor.person_id,
        ids=frozenset({visitor.person_id, *registered}),
        name=visitor.name,
        may_approve=visitor.holds(*Permission.APPROVE_ALERTS.roles),
    )
