"""The tables of publishing, in its own schema."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from services.kit.tables import service_metadata

metadata = service_metadata("publishing")

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
