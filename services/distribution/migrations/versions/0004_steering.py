"""what an operator orders about mails."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pauses',
    sa.Column('reference', sa.Text(), nullable=False, comment='Empty for all alerts.'),
    sa.Column('kind', sa.Text(), nullable=False, comment='Empty for every kind of mail.'),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'kind', name=op.f('pk_pauses')),
    schema='distribution',
    comment='What is not sent for now; sending asks here each time.'
    )
    op.create_table('orders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=True, comment='None for a holder of the API key.'),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('mails', sa.Integer(), nullable=False, comment='How many it concerned.'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    schema='distribution',
    comment='Who paused, resumed, cancelled or retried which mails, and why; rows are only ever added.'
    )
    op.execute("""
        CREATE TRIGGER orders_are_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution.orders
        FOR EACH STATEMENT EXECUTE FUNCTION distribution.refuse_change()
    """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
