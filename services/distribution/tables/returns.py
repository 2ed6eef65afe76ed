"""What other mail servers hand over to us: reports on mails that came back, and heartbeats that arrived."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text

from services.distribution.tables.schema import metadata

receipts = Table(
    "receipts",
    metadata,
    Column("receipt_id", Text, primary_key=True),
    Column("ledger_id", BigInteger, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
    comment="What came back about our mails, each once; what it said stands in attempts.",
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("ledger_id", BigInteger, primary_key=True, autoincrement=False),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    comment="Heartbeats that lie in the probe's mailbox, each once.",
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("address", Text, nullable=False, comment="Folded, as addresses are compared."),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("enhanced", Text),
    Column("reason", Text, nullable=False, comment="The mail server's words, without addresses."),
    Column("ledger_id", BigInteger, nullable=False, comment="The mail that came back first."),
    Column("lifted_at", DateTime(timezone=True)),
    comment="Addresses where mail comes back, and those where it did once; none is deleted.",
)
Index(
    "ix_suppressions_open",
    suppressions.c.address,
    unique=True,
    postgresql_where=suppressions.c.lifted_at.is_(None),
)
