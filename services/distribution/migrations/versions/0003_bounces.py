"""mails that come back."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('address_confirmed_at', sa.DateTime(timezone=True), nullable=True), schema='distribution')
    op.create_table('receipts',
    sa.Column('receipt_id', sa.Text(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('receipt_id', name=op.f('pk_receipts')),
    schema='distribution',
    comment='What came back about our mails, each once; what it said stands in attempts.'
    )
    op.create_table('suppressions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False, comment='Folded, as addresses are compared.'),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('enhanced', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False, comment="The mail server's words, without addresses."),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False, comment='The mail that came back first.'),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppressions')),
    schema='distribution',
    comment='Addresses where mail comes back, and those where it did once; none is deleted.'
    )
    op.create_index('ix_suppressions_open', 'suppressions', ['address'], unique=True, schema='distribution', postgresql_where=sa.text('lifted_at IS NULL'))


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
