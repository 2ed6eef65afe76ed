"""The tables of actions, in its own schema.

What is heard on different topics arrives in any order, so none of these tables points at another.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.kit.tables import service_metadata

metadata = service_metadata("actions")

alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    comment="Every version of every alert, whole, as it was issued.",
)
organisations = Table(
    "organisations",
    metadata,
    Column("ods_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    comment="Names of organisations, as the register last told them.",
)
people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("ods_code", Text),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("email", Text, comment="Of executive leads only, who can be asked to sign."),
    comment="Who is registered as what, as the register last told it.",
)
audiences = Table(
    "audiences",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("must_respond", Boolean, nullable=False),
    Column("acknowledge_by", DateTime(timezone=True), nullable=False),
    comment="Which organisations have to act on a version of an alert, and which are only told.",
)
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("acknowledged_at", DateTime(timezone=True), nullable=False),
    comment="The first acknowledgement of an organisation.",
)
records = Table(
    "records",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("done_by", Text),
    Column("done_on", Date),
    Column("note", Text),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("nonce", Text, nullable=False),
    UniqueConstraint("reference", "ods_code", "number", "revision"),
    comment="Every answer ever given to an action; rows are added and never changed.",
)
progress = Table(
    "progress",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False, server_default="ongoing"),
    Column("progress", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("not_applicable", Integer, nullable=False),
    Column("outstanding", Integer, nullable=False),
    Column("blocked", Integer, nullable=False, server_default="0"),
    Column("first_action_at", DateTime(timezone=True)),
    Column("completed_at", DateTime(timezone=True)),
    comment="How far each organisation is, as it was last said.",
)
decisions = Table(
    "decisions",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("command", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("approver", Text),
    Column("request_id", Uuid),
    Column("decided_by", Uuid),
    Column("decided_by_name", Text),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("nonce", Text, nullable=False),
    UniqueConstraint("reference", "ods_code", "revision"),
    comment="Every step of each organisation's response and the status it led to; added and never changed.",
)
sign_off_requests = Table(
    "sign_off_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("executive_name", Text, nullable=False),
    Column("executive_title", Text),
    Column("executive_email", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("requested_by", Uuid, nullable=False),
    Column("requested_by_name", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Index("ix_sign_off_requests_of_organisation", "reference", "ods_code", "requested_at"),
    comment="Every executive who was asked to sign, and with what evidence; added and never changed.",
)
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("comment", Text),
    Column("statement", Text),
    Column("settled_by_name", Text, nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=False),
    Column("page_shown_at", DateTime(timezone=True)),
    Column("user_agent", Text),
    comment="How each request ended, once and for all; added and never changed.",
)
cas_records = Table(
    "cas_records",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("cas_status", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_by_name", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("nonce", Text, nullable=False),
    Index("ix_cas_records_of_organisation", "reference", "ods_code"),
    comment="What organisations say they answered on CAS; added and never changed.",
)
questions = Table(
    "questions",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True)),
    Column("blocks_completion", Boolean, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Index("ix_questions_of_organisation", "reference", "ods_code"),
    comment="Questions to the national team; an open one may block completion.",
)
mistaken_choices = Table(
    "mistaken_choices",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Index("ix_mistaken_choices_of_link", "person_id", "reference", "form", "chosen_at"),
    comment="Choices that changed nothing; after one of them the form rests for a while.",
)
