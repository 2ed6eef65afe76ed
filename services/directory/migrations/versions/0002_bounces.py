"""addresses where mail comes back."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('address_confirmed_at', sa.DateTime(timezone=True), nullable=True), schema='directory')
    op.create_table('bounces',
    sa.Column('email_folded', sa.Text(), nullable=False),
    sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('enhanced', sa.Text(), nullable=True),
    sa.Column('reply', sa.Text(), nullable=True, comment="The mail server's words, without addresses."),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settlement', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('email_folded', 'bounced_at', name=op.f('pk_bounces')),
    schema='directory',
    comment='Mails to a registered address that came back, until a keeper has seen to the address.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
