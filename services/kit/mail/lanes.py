"""Mails that wait, the most urgent first."""

import heapq
from bisect import insort
from collections import deque
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from services.kit.mail.outcomes import Errand

_LANE = attrgetter("lane")


class Lanes:
    """The lowest lane goes first, and in it whoever came first; that costs the same however many wait."""

    def __init__(self) -> None:
        """Nothing waits."""
        #: Only lanes in which something waits; there are a handful.
        self._queues: dict[int, deque[Errand]] = {}
        #: Their numbers; a plain list, for each mail asks whether anything waits.
        self.order: list[int] = []

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def __bool__(self) -> bool:
        return bool(self.order)

    def add(self, errands: Iterable[Errand]) -> None:
        """Behind those that wait in their lanes; neighbours in the same lane cost least."""
        for lane, same in groupby(errands, _LANE):
            self._lane(lane).extend(same)

    def put_back(self, errand: Errand) -> None:
        """Before those that wait in its lane."""
        self._lane(errand.lane).appendleft(errand)

    def first(self) -> int | None:
        """The lane of the next one."""
        return self.order[0] if self.order else None

    def take(self) -> Errand | None:
        """The next one, whether anybody still wants it or not."""
        if not self.order:
            return None
        lane = self.order[0]
        queue = self._queues[lane]
        errand = queue.popleft()
        if not queue:
            del self._queues[lane], self.order[0]
        return errand

    def _lane(self, lane: int) -> deque[Errand]:
        queue = self._queues.get(lane)
        if queue is None:
            queue = self._queues[lane] = deque()
            insort(self.order, lane)
        return queue


class Ranked:
    """The few that left their lanes and came back, in the order that they had: by lane, then by number."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._heap: list[tuple[int, int, Errand]] = []

    def __len__(self) -> int:
        return len(self._heap)

    def first(self) -> int | None:
        """The lane of the next one."""
        return self._heap[0][0] if self._heap else None

    def add(self, errand: Errand) -> None:
        heapq.heappush(self._heap, (errand.lane, errand.number, errand))

    def take(self) -> Errand | None:
        """The next one, whether anybody still wants it or not."""
        return heapq.heappop(self._heap)[2] if self._heap else None
