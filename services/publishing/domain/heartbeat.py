"""The alert by which the service watches itself: the same words each time, for nobody real."""

from datetime import datetime

from contracts.events.alerts import Action, AlertIssued, AlertStatus, Audience, AudienceGroup, Issuer
from contracts.heartbeats import reference_at

#: What the audit names it by.
BY = "clock/heartbeat"


def heartbeat(to: str, now: datetime) -> AlertIssued:
    """A test for one organisation that is made up; it asks for nothing, so that nobody is ever chased."""
    return AlertIssued(
        reference=reference_at(now),
        status=AlertStatus.TEST,
        title="Heartbeat: the service watches that its alerts arrive",
        issuer=Issuer(code="BEAT", name="Safety Cascade, by itself"),
        issued_at=now,
        summary="This test went the whole way of an alert. It is about nothing, and nobody has to read it.",
        actions=(Action(number=1, text="Nothing has to be done."),),
        audience=Audience(for_information=AudienceGroup(organisations=(to,))),
    )
