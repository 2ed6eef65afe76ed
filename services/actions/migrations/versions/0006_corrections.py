"""corrections of audiences."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('corrected',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_in_error', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', name=op.f('pk_corrected')),
    schema='actions',
    comment='What the last correction of the audience says of an organisation.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
