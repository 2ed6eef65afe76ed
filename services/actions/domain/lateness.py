"""When an action is late: its own day or the alert's has passed, and it was not done by then."""

from datetime import date

from contracts.events.actions import ActionState


def due(own: date | None, complete_by: date | None) -> date | None:
    """The earlier of the action's own day and the alert's; None when neither was set."""
    return min((day for day in (own, complete_by) if day), default=None)


def is_late(
    state: ActionState, own: date | None, done_on: date | None, complete_by: date | None, today: date
) -> bool:
    """What does not apply is never late; a day ends with its last second."""
    last = due(own, complete_by)
    if last is None or state is ActionState.NOT_APPLICABLE:
        return False
    if state is ActionState.DONE:
        return done_on is not None and done_on > last
    return today > last
