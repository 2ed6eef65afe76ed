"""Declaring what a service hears; kit.kafka turns the declarations into subscribers."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from contracts.envelope import Event, EventData, Topic
from services.kit.database import Transaction

#: Takes the transaction, the event and the service's settings.
Hear = Callable[[Transaction, Event[Any], Any], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """One event of one topic, and the function that hears it."""

    topic: Topic
    event: type[EventData]
    hear: Hear


class Doors:
    """The events one service hears, collected where the functions are written.

    ```
    hears = Doors()

    @hears(ALERTS, AlertIssued)
    async def alert_issued(tx: Transaction, event: Event[AlertIssued], settings: Settings) -> None: ...
    ```
    """

    def __init__(self) -> None:
        self._doors: list[Door] = []

    def __call__(self, topic: Topic, event: type[EventData]) -> Callable[[Hear], Hear]:
        """Declare the decorated function as what hears `event` on `topic`."""
        if event not in topic.events:
            raise ValueError(f"{topic.name} does not carry {event.type_name()}")

        def declare(hear: Hear) -> Hear:
            self._doors.append(Door(topic, event, hear))
            return hear

        return declare

    def __iter__(self) -> Iterator[Door]:
        return iter(self._doors)
