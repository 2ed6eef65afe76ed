"""heartbeats that arrived in their mailbox."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heartbeats',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', name=op.f('pk_heartbeats')),
    schema='oversight',
    comment="Heartbeats that lie in the probe's mailbox, and when a mail server had taken them."
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
