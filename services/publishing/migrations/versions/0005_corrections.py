"""corrections of audiences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('corrections',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('corrected_by', sa.Text(), nullable=True, comment='The person who issued it here; for the audit.'),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'number', name=op.f('pk_corrections')),
    schema='publishing',
    comment='How audiences of issued alerts were corrected, said here or heard; without gaps.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
