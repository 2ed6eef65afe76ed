"""The tables of publishing, in its own schema."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

metadata = service_metadata("publishing")

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
    comment="Our own copy of the register, to say whom a draft would go to.",
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
    Column("heard_at", DateTime(timezone=True), nullable=False),
    comment="Our own copy of the register, to say whom a draft would go to.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False, comment="Who said it: the source of the CloudEvent."),
    Column("event_id", Text, nullable=False),
    Column("issued_by", Text, comment="The person or program that issued it here; for the audit."),
    Column("document", JSONB, nullable=False),
    comment="Every version of every alert, issued here or heard; the first content of a version stays.",
)
Index(None, alerts.c.issued_at, alerts.c.reference)

refused_alerts = Table(
    "refused_alerts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("waits_for", Integer, comment="The version without which this one is too early."),
    Column("taken_at", DateTime(timezone=True), comment="When that version came, and this one was listed."),
    UniqueConstraint("reference", "version", "digest"),
    comment="Alerts that were heard and not taken, with the reason, for people to look at.",
)

requests = Table(
    "requests",
    metadata,
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    comment="Requests to issue, so that one that is sent again is answered and not done again.",
)

endings = Table(
    "endings",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("ended_by", Text, comment="The person who ended it here; for the audit."),
    Column("document", JSONB, nullable=False),
    comment="How alerts came to their end, said here or heard; the first ending stays.",
)

corrections = Table(
    "corrections",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("corrected_by", Text, comment="The person who issued it here; for the audit."),
    Column("document", JSONB, nullable=False),
    comment="How audiences of issued alerts were corrected, said here or heard; without gaps.",
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, comment="The alert it is about; none for a new one."),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False, comment="Rises with every change, and tells stale forms."),
    Column("fields", JSONB, nullable=False, comment="The form as it was typed."),
    Column("checklist", JSONB, nullable=False),
    Column("editors", JSONB, nullable=False, comment="Everybody who changed anything of it."),
    Column("approval", JSONB(none_as_null=True), comment="Who approved which text, by its digest."),
    Column("publish_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, comment="When it came into its state."),
    comment="What is proposed on the desk: alerts, later versions, ends of alerts.",
)
Index(None, drafts.c.state)
Index(None, drafts.c.publish_at)

draft_history = Table(
    "draft_history",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("draft_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("by", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", JSONB(none_as_null=True), comment="The text that was submitted, approved or issued."),
    comment="Who did what with a draft, and when; rows are only added.",
)
Index(None, draft_history.c.draft_id)

draft_audiences = Table(
    "draft_audiences",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("draft_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("audience", JSONB, nullable=False, comment="By organisation: what is asked, and who is mailed."),
    comment="Whom a draft would have gone to when a step was taken with it; rows are only added.",
)
Index(None, draft_audiences.c.draft_id)
