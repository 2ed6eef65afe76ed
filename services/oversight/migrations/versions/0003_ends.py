"""how alerts end."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('endings',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('superseded_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_endings')),
    schema='oversight',
    comment='How alerts came to their end.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
