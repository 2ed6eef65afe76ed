"""The tables of oversight, in its own schema.

No row depends on another: facts of different topics arrive in any order, each fills its own columns.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB, UUID

from services.kit.tables import service_metadata

metadata = service_metadata("oversight")


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


def _instant(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True))


alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    # Said with the alert itself.
    Column("headline", Text),
    Column("status", Text),
    Column("mailing", Text),
    _instant("issued_at"),
    Column("acknowledge_by_day", Date),
    Column("underway_by_day", Date),
    Column("complete_by_day", Date),
    Column("document", JSONB),
    # Said when its audience was frozen.
    _instant("frozen_at"),
    _instant("acknowledge_by"),
    comment="One version of an alert; either half may arrive first.",
)
endings = Table(
    "endings",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("superseded_by", Text),
    comment="How alerts came to their end.",
)
standings = Table(
    "standings",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    # From audience-frozen; null as long as only other facts are known.
    Column("must_respond", Boolean),
    _number("recipients"),
    # From audience-corrected: what the one with the highest number says.
    Column("correction", Integer),
    _instant("sent_in_error_at"),
    # From deliveries-counted.
    _number("planned"),
    _number("accepted"),
    _number("deferred"),
    _number("bounced"),
    _number("unknown"),
    _instant("first_accepted_at"),
    _instant("last_accepted_at"),
    Column("last_trouble", Text),
    # From alert-acknowledged: the earliest that was not withdrawn.
    _instant("acknowledged_at"),
    Column("acknowledged_by", UUID(as_uuid=True)),
    Column("acknowledged_by_role", Text),
    # From organisation-progressed.
    Column("progress", Text, nullable=False, server_default="not_started"),
    _number("done"),
    _number("not_applicable"),
    _number("outstanding"),
    _number("blocked"),
    Column("response", Text),
    _instant("first_action_at"),
    _instant("completed_at"),
    # Counted from questions and disownments, each once.
    _number("asked"),
    _number("answered"),
    _number("disowned"),
    Index(None, "ods_code"),
    comment="How far one organisation is with one version of an alert.",
)
organisations = Table(
    "organisations",
    metadata,
    Column("ods_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("organisation_type", Text, nullable=False),
    Column("region_code", Text),
    Column("region_name", Text),
    Column("icb_code", Text),
    Index(None, "region_code"),
    comment="Organisations as the register knows them now.",
)
people = Table(
    "people",
    metadata,
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("ods_code", Text),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("active", Boolean, nullable=False),
    Index(None, "ods_code"),
    comment="Whom to ring; addresses for mail are not kept here.",
)
questions = Table(
    "questions",
    metadata,
    Column("question_id", UUID(as_uuid=True), primary_key=True),
    _instant("asked_at"),
    _instant("answered_at"),
    comment="So that each question and each answer is counted once.",
)
disownments = Table(
    "disownments",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("person_id", UUID(as_uuid=True), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("disowned_at", DateTime(timezone=True), nullable=False),
    Index(None, "person_id"),
    comment="Who said that a link was not theirs, or that they left the role.",
)
history = Table(
    "history",
    metadata,
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    # Of the content: an id used twice must not hide what was said.
    Column("digest", Text, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("sequence", BigInteger),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # Null for what concerns every organisation of the alert.
    Column("ods_code", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    # Not JSONB: the fields stay in the order in which they were said.
    Column("document", JSON, nullable=False),
    UniqueConstraint("source", "event_id", "digest", "ods_code", postgresql_nulls_not_distinct=True),
    Index(None, "ods_code", "reference"),
    Index(None, "reference", postgresql_where=text("ods_code IS NULL")),
    comment="Every event about an alert and an organisation, without mail addresses; never changed.",
)
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    _instant("sent_at"),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    comment="Heartbeats that lie in the probe's mailbox, and when a mail server had taken them.",
)
revisions = Table(
    "revisions",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    comment="Raised with every change, so that a page knows whether it is still true.",
)
