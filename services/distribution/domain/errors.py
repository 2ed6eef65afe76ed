"""The errors of distribution.

DistributionError
├── AlertSaidDifferently
├── LinksCannotBeSigned
└── NotKnownYet
"""


class DistributionError(Exception):
    """Something distribution cannot go on with."""


class AlertSaidDifferently(DistributionError):  # noqa: N818 — the name is the reason in the dead-letter topic
    """The same version of the alert has been heard with other content; what was sent stands."""


class LinksCannotBeSigned(DistributionError):  # noqa: N818 — it reads as a sentence where it is raised
    """Every mail carries a link, and there is no key to sign it with."""


class NotKnownYet(DistributionError):  # noqa: N818 — as above
    """A mail is about something, or for somebody, that has not arrived here; it waits."""
