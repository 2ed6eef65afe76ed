"""how alerts end, and acknowledgements that hold for a later version."""

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
    schema='responses',
    comment='How alerts came to their end.'
    )
    op.add_column('acknowledgements', sa.Column('carried_from', sa.Integer(), nullable=True, comment='The version it was given to, where it holds for this one too.'), schema='responses')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
