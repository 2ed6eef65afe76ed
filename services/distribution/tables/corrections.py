"""How audiences were corrected after their alert was issued."""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.distribution.tables.schema import metadata

corrections = Table(
    "corrections",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    Column("applied_at", DateTime(timezone=True), comment="Null while the register is waited for."),
    comment="How audiences were corrected after their alert was issued; the first of a number stays.",
)
Index("ix_corrections_waiting", corrections.c.heard_at, postgresql_where=corrections.c.applied_at.is_(None))

corrected = Table(
    "corrected",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("is_in_error", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    comment="What the last correction says of an organisation; nobody to whom it was an error is chased.",
)
