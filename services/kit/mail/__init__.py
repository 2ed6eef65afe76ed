"""Handing finished messages to a mail server, over connections that are kept open.

`pool` keeps what is `waiting`, in `lanes` and by `domains`, and chooses a `route` by its `breaker`; a route
keeps the connections to one server. `connecting` opens them by aiosmtplib, up to TLS and signing in; from
there `dialogue` speaks with the server. `commands`, `wire` and `replies` make and read what is said; `causes`
tells what it meant. `dkim` signs a message before it is handed over. Nothing here decides whether a mail is
tried again later: an attempt is a value for the caller.
"""

from services.kit.mail.causes import explain
from services.kit.mail.dkim import Dkim
from services.kit.mail.outcomes import Attempt, Envelope, Outcome
from services.kit.mail.pool import Handing, SmtpPool
from services.kit.mail.wire import Form

__all__ = ["Attempt", "Dkim", "Envelope", "Form", "Handing", "Outcome", "SmtpPool", "explain"]
