"""Mails that are still to be sent, beside the ledger that says what became of each."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, SmallInteger, Table, Text, text

from services.distribution.tables.schema import metadata

queue = Table(
    "queue",
    metadata,
    Column("ledger_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", SmallInteger, nullable=False, comment="The lowest goes first."),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("attempt", Integer, nullable=False, server_default=text("0"), comment="The last that was begun."),
    Column("claimed_by", Text, comment="Whose hands it is in."),
    Column("claimed_until", DateTime(timezone=True)),
    # A claim changes no column that an index names, and finds room beside the row: so it is written once.
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 5000,
        "autovacuum_analyze_scale_factor": 0,
        "autovacuum_analyze_threshold": 5000,
    },
    comment="What may still be sent; whoever takes a row out of here has ended its mail.",
)
Index("ix_queue_in_order", queue.c.lane, queue.c.ledger_id)
# Mails may wait for days until their morning: whether one is due must not mean to read them all.
Index("ix_queue_due_at", queue.c.next_attempt_at)
