"""corrections of audiences."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('standings', sa.Column('correction', sa.Integer(), nullable=True), schema='oversight')
    op.add_column('standings', sa.Column('sent_in_error_at', sa.DateTime(timezone=True), nullable=True), schema='oversight')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
