"""Tables every service has in its own schema: outbox, inbox, sequence numbers, who may come in, the audit."""

from faststream_outbox import make_outbox_table
from sqlalchemy import BigInteger, Boolean, Column, DateTime, DefaultClause, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

# Names of constraints must be the same on every machine, or migrations cannot find them.
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def service_metadata(service: str) -> MetaData:
    """The metadata to declare a service's tables on; its schema has the service's name."""
    metadata = MetaData(schema=service, naming_convention=NAMING)
    outbox = make_outbox_table(metadata)
    # now() is the start of the transaction: who began first would overtake who committed first.
    outbox.c.next_attempt_at.server_default = DefaultClause(func.clock_timestamp())
    Table(
        "inbox",
        metadata,
        Column("source", Text, primary_key=True),
        Column("event_id", Text, primary_key=True),
        Column("heard_at", DateTime(timezone=True), nullable=False),
        comment="Events this service has dealt with; kept longer than Kafka could deliver one again.",
    )
    Table(
        "latest_heard",
        metadata,
        Column("source", Text, primary_key=True),
        Column("event_type", Text, primary_key=True),
        Column("subject", Text, primary_key=True),
        Column("sequence", BigInteger, nullable=False),
        comment="The newest snapshot heard of each subject, so that a late one changes nothing.",
    )
    Table(
        "latest_said",
        metadata,
        Column("subject", Text, primary_key=True),
        Column("sequence", BigInteger, nullable=False),
        comment="Numbers the events this service says about each subject.",
    )
    _add_who_may_come_in(metadata)
    _add_audit(metadata)
    return metadata


def _add_who_may_come_in(metadata: MetaData) -> None:
    Table(
        "ended_sessions",
        metadata,
        Column("session_id", Text, primary_key=True),
        Column("ended_at", DateTime(timezone=True), nullable=False),
        comment="Sessions that were ended before their time; kept until they would have ended anyway.",
    )
    Table(
        "known_keys",
        metadata,
        Column("key_id", Uuid, primary_key=True),
        Column("name", Text, nullable=False),
        Column("digest", Text, nullable=False, unique=True),
        Column("scopes", ARRAY(Text), nullable=False),
        Column("active", Boolean, nullable=False),
        comment="Keys of programs, by their SHA-256; the keys themselves stand nowhere.",
    )


def _add_audit(metadata: MetaData) -> None:
    Table(
        "audit",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("who", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("about", Text, nullable=False),
        Column("details", JSONB, nullable=False),
        Column("previous", Text, nullable=False),
        Column("hash", Text, nullable=False),
        comment="Who did what, and who looked at whom: added to only, each row sealed with the one before.",
    )


def table(metadata: MetaData, name: str) -> Table:
    """A table of this service by its bare name."""
    return metadata.tables[f"{metadata.schema}.{name}"]
