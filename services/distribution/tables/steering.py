"""What people said of mails that are sent: paused, resumed, cancelled, tried again."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text, Uuid

from services.distribution.tables.schema import metadata

pauses = Table(
    "pauses",
    metadata,
    Column("reference", Text, primary_key=True, comment="Empty for all alerts."),
    Column("kind", Text, primary_key=True, comment="Empty for every kind of mail."),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    comment="What is not sent for now; sending asks here each time.",
)

orders = Table(
    "orders",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid, comment="None for a holder of the API key."),
    Column("by_name", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mails", Integer, nullable=False, comment="How many it concerned."),
    comment="Who paused, resumed, cancelled or retried which mails, and why; rows are only ever added.",
)
