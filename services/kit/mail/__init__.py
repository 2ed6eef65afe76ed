"""Handing finished messages to a mail server, over connections that are kept open.

`pool` keeps the connections and what waits for one; `connecting` opens them by aiosmtplib, up to TLS and
signing in; from there `dialogue` speaks with the server. `commands`, `wire` and `replies` make and read what
is said. Nothing here decides whether a mail is tried again later: an attempt is a value for the caller.
"""

from services.kit.mail.outcomes import Attempt, Envelope, Outcome
from services.kit.mail.pool import Handing, SmtpPool
from services.kit.mail.wire import Form

__all__ = ["Attempt", "Envelope", "Form", "Handing", "Outcome", "SmtpPool"]
