"""mails that ask whether they reach their person rest longer each time they are put off."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('address_checks', sa.Column('put_off', sa.Integer(), server_default=sa.text('0'), nullable=False), schema='directory')
    op.add_column('address_checks', sa.Column('not_before', sa.DateTime(timezone=True), nullable=True), schema='directory')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
