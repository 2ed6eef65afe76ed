"""how alerts end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('endings',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_endings')),
    schema='actions',
    comment='How alerts came to their end; nothing is recorded for them any more.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
