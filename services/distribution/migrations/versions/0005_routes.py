"""which mail server an attempt was made with."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('attempts', sa.Column('route', sa.Text(), nullable=True, comment='The mail server it was tried with last, HOST:PORT.'), schema='distribution')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
