"""when people are away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('absences', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False), schema='directory')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
