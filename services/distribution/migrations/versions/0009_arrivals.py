"""heartbeats that arrived in their mailbox."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('arrivals',
    sa.Column('ledger_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('ledger_id', name=op.f('pk_arrivals')),
    schema='distribution',
    comment="Heartbeats that lie in the probe's mailbox, each once."
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
