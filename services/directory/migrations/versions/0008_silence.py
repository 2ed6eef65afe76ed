"""what shows that a domain is silent."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts_asked',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', name=op.f('pk_alerts_asked')),
    schema='directory',
    comment='Which organisations must answer which alerts; heartbeats are left out.'
    )
    op.create_table('mails_taken',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'reference', name=op.f('pk_mails_taken')),
    schema='directory',
    comment='When a mail server first took an alert for somebody who is registered.'
    )
    op.create_table('signs',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_signs')),
    schema='directory',
    comment='When somebody last did anything behind a link that was mailed to them.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
