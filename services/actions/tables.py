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
    # What follows is null in records that are older than it.
    Column("work", Text),
    Column("owner", Text),
    Column("due_on", Date),
    Column("evidence", Text),
    Column("late_because", Text),
    Column("assignment_id", Uuid),
    UniqueConstraint("reference", "ods_code", "number", "revision"),
    comment="Every answer ever given to an action; rows are added and never changed.",
)
assignments = Table(
    "assignments",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("assignment_id", Uuid, nullable=False, unique=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("owner_email", Text, nullable=False),
    Column("due_on", Date),
    Column("note", Text),
    Column("assigned_by", Uuid, nullable=False),
    Column("assigned_by_name", Text, nullable=False),
    Column("assigned_at", DateTime(timezone=True), nullable=False),
    Index("ix_assignments_of_organisation", "reference", "ods_code"),
    comment="Who was asked to do one action by their own link; rows are added and never changed.",
)
assignment_ends = Table(
    "assignment_ends",
    metadata,
    Column("assignment_id", Uuid, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("ended_by", Uuid, nullable=False),
    Column("ended_by_name", Text, nullable=False),
    Column("ended_by_role", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("nonce", Text, nullable=False),
    comment="Which assignments ended, and why; rows are added and never changed.",
)
wrong_choices = Table(
    "wrong_choices",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Index("ix_wrong_choices_of_link", "holder", "reference", "chosen_at"),
    comment="Choices that did not fit the link; after one the link rests, so a machine cannot try them all.",
)
progress = Table(
    "progress",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("progress", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("not_applicable", Integer, nullable=False),
    Column("outstanding", Integer, nullable=False),
    Column("first_action_at", DateTime(timezone=True)),
    Column("completed_at", DateTime(timezone=True)),
    comment="How far each organisation is, as it was last said.",
)
