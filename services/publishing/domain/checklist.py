"""What the author answers for before a second person looks: the criteria for an alert, and for its message.

The first are those of the National Patient Safety Alerting Committee, the others the thirteen points of the
CDC's checklist for messages of health alert networks.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One point to tick; `key` is how it is kept, and stays."""

    key: str
    words: str


CRITERIA = (
    Point(
        "threshold",
        "Without action it is more likely than not that one or more people in 50 million die or are disabled "
        "within a year, and this could be avoided",
    ),
    Point(
        "systemic",
        "The actions change a system; they do more than raise awareness or tell people to take care",
    ),
    Point("account", "The account of the risk is short and clear"),
    Point(
        "assessed",
        "The actions were assessed: feasible, effective, worth their cost, without unintended consequences, "
        "fair to everybody",
    ),
    Point("smart", "Each action is specific, measurable, achievable, relevant and has its time"),
    Point("material", "Supporting material is at hand, or the alert is simple enough to need none"),
    Point("interests", "Conflicts of interest of those who took part are recorded"),
    Point("questions", "Somebody is named who answers questions and concerns after issue"),
)
MESSAGE = (
    Point("subject", "The subject is clear"),
    Point("identifier", "The reference and version are right, and an update has a version of its own"),
    Point("date", "Date and time of issue are right"),
    Point("urgency", "How urgent it is can be seen at once"),
    Point("audience", "Those who must respond and those who are told are the right ones"),
    Point("issuer", "The issuer’s name and contact are given"),
    Point("steps", "The steps to take are given, and in their order"),
    Point("sharing", "It says with whom it may be shared"),
    Point("more", "It says where to ask for more"),
    Point("emergency", "It says whom to ring in an emergency, or none is needed"),
    Point("next_update", "It says when to expect the next update, or that none is planned"),
    Point("whole", "It can be seen to be whole: actions are numbered, nothing is cut off"),
    Point("protocol", "It goes to approval as our own protocol asks"),
)
POINTS = (*CRITERIA, *MESSAGE)
KEYS = tuple(point.key for point in POINTS)


def open_points(ticked: Mapping[str, str]) -> list[Point]:
    """Those nobody has ticked; a note is no tick."""
    return [point for point in POINTS if point.key not in ticked]
