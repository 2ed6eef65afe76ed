"""mails that ask whether they reach their person."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('address_checks',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_checks')),
    schema='directory',
    comment='Mails that ask whether they reach their person, at the address as it was then, and what was answered.'
    )
    op.create_index(op.f('ix_directory_address_checks_person_id'), 'address_checks', ['person_id'], unique=False, schema='directory')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
