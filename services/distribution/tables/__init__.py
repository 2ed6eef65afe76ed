"""The tables of distribution, in its own schema."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.distribution.tables.corrections import corrected, corrections
from services.distribution.tables.queue import queue
from services.distribution.tables.returns import arrivals, receipts, suppressions
from services.distribution.tables.schema import metadata
from services.distribution.tables.steering import orders, pauses

__all__ = [
    "acknowledged",
    "alerts",
    "answers",
    "arrivals",
    "attempts",
    "audience",
    "chases",
    "corrected",
    "corrections",
    "endings",
    "ledger",
    "metadata",
    "occasions",
    "orders",
    "organisations",
    "pauses",
    "people",
    "progressed",
    "queue",
    "receipts",
    "rounds",
    "suppressions",
    "waiting",
]

organisations = Table(
    "organisations",
    metadata,
    Column("ods_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("organisation_type", Text, nullable=False),
    Column("sector", Text),
    Column("region_code", Text),
    Column("icb_code", Text),
    Column("active", Boolean, nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    comment="Our own copy of the register.",
)

people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("ods_code", Text),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("address_confirmed_at", DateTime(timezone=True)),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("absences", JSONB, nullable=False, server_default=text("'[]'")),
    comment="Our own copy of the register.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("acknowledge_by", DateTime(timezone=True), nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("frozen_at", DateTime(timezone=True), comment="Null while the register is waited for."),
    # Nobody is chased about those from before: whoever answered them would be asked again.
    Column("answers_kept", Boolean, nullable=False, server_default=text("false")),
    Column("acknowledged_from", Integer, comment="The oldest version whose acknowledgements hold for this."),
    comment="Each version as it was issued.",
)
Index("ix_alerts_waiting", alerts.c.heard_at, postgresql_where=alerts.c.frozen_at.is_(None))

audience = Table(
    "audience",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("must_respond", Boolean, nullable=False),
    Column("recipients", JSONB, nullable=False, comment="Person and role; none of them is a gap."),
    Column("skipped", JSONB, nullable=False, comment="Who was left out, and for which reason."),
    Column("changed_at", DateTime(timezone=True), comment="Since when its mails have to be counted anew."),
    comment="Whom a version is for, written once.",
)
Index("ix_audience_changed", audience.c.changed_at, postgresql_where=audience.c.changed_at.is_not(None))

answers = Table(
    "answers",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("document", JSONB, nullable=False),
    comment="Answers to questions from before there were occasions; only read.",
)

occasions = Table(
    "occasions",
    metadata,
    Column("event", Text, primary_key=True),
    Column("occasion_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("digest_id", Uuid, comment="The mail it is part of, where many are told in one."),
    Column("digest_at", DateTime(timezone=True)),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    comment="What was said that calls for a mail, or ends it; rows are only ever added.",
)
Index("ix_occasions_of_digest", occasions.c.digest_id, postgresql_where=occasions.c.digest_id.is_not(None))

waiting = Table(
    "waiting",
    metadata,
    Column("event", Text, primary_key=True),
    Column("occasion_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False, index=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("gave_up_at", DateTime(timezone=True)),
    comment="Occasions whose mails cannot be planned yet: who or what they name has not arrived here.",
)

acknowledged = Table(
    "acknowledged",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("given_at", DateTime(timezone=True)),
    Column("taken_back_at", DateTime(timezone=True)),
    Column("was_left", Boolean, nullable=False, comment="Another one stood when the last was taken back."),
    Column("stands", Boolean, nullable=False),
    comment="Which organisation has acknowledged which version.",
)

endings = Table(
    "endings",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    comment="Alerts that are at their end; nobody is chased about them.",
)

progressed = Table(
    "progressed",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("progress", Text, nullable=False),
    comment="How far an organisation is with an alert, whatever its version.",
)

rounds = Table(
    "rounds",
    metadata,
    Column("day", Date, primary_key=True, comment="In London."),
    Column("held_at", DateTime(timezone=True), nullable=False),
    Column("is_working_day", Boolean, nullable=False),
    comment="Chasing is planned once a day; this is when it was.",
)

chases = Table(
    "chases",
    metadata,
    Column("chase_id", Uuid, primary_key=True, comment="One for each address and day."),
    Column("person_id", Uuid, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("deadline", Text, primary_key=True),
    Column("rung", Text, primary_key=True),
    Column("by", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    comment="What each chasing mail asks about, and by which registration somebody is asked.",
)
Index("ix_chases_of_alert", chases.c.reference, chases.c.version, chases.c.day)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    # The version before this one writes to it by its old name while it is being replaced.
    Column("question_id", Uuid, key="occasion_id", comment="What the mail is about, beside the alert."),
    Column("address", Text, nullable=False, comment="As it was when the mail was planned."),
    Column("person_name", Text, nullable=False),
    Column("organisation_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("colleagues", Text, nullable=False, comment="Who else of the organisation gets it, in words."),
    Column("must_respond", Boolean, nullable=False),
    Column("lane", SmallInteger, nullable=False, comment="The lowest goes first."),
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("repeated", Integer, nullable=False, server_default=text("0")),
    # The version before this one plans with them while it is being replaced: that comes to the queue.
    Column("next_attempt_at", DateTime(timezone=True), comment="No longer used: see queue."),
    Column("claimed_by", Text, comment="No longer used: see queue."),
    Column("claimed_until", DateTime(timezone=True), comment="No longer used: see queue."),
    Column("first_attempt_at", DateTime(timezone=True)),
    Column("last_attempt_at", DateTime(timezone=True)),
    Column("accepted_at", DateTime(timezone=True)),
    Column("code", Integer),
    Column("reply", Text, comment="The mail server's words, without addresses."),
    UniqueConstraint(
        *("person_id", "reference", "version", "kind", "occasion_id"),
        name="uq_ledger_one_mail",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint(
        "state in ('planned', 'claimed', 'accepted', 'deferred', 'bounced', 'unknown', 'suppressed')",
        name="state",
    ),
    # No index names what changes, and each page has room: so a row is changed where it stands.
    postgresql_with={"fillfactor": 50},
    comment="One row for each person, version, kind and occasion; those still to be sent stand in the queue.",
)
Index("ix_ledger_of_alert", ledger.c.reference, ledger.c.version, ledger.c.ods_code)

attempts = Table(
    "attempts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ledger_id", BigInteger, nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Integer),
    Column("reply", Text, nullable=False),
    Column("route", Text, comment="The mail server it was tried with last, HOST:PORT."),
    comment="Every attempt at every mail; rows are only ever added.",
)
