"""who moved to a successor, and on whose word somebody is registered."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moves',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('to_person_id', sa.Uuid(), nullable=False),
    sa.Column('from_code', sa.Text(), nullable=False),
    sa.Column('to_code', sa.Text(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_moves')),
    schema='directory',
    comment='Who went where when their organisation closed.'
    )
    op.create_index(op.f('ix_directory_moves_to_person_id'), 'moves', ['to_person_id'], unique=False, schema='directory')
    op.create_table('registrations',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('replaces', sa.Uuid(), nullable=True),
    sa.Column('director_name', sa.Text(), nullable=False),
    sa.Column('director_email', sa.Text(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=True),
    sa.Column('pay_band', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
    schema='directory',
    comment='On whose word somebody was registered by hand, and what else was said of them.'
    )
    op.create_index(op.f('ix_directory_registrations_person_id'), 'registrations', ['person_id'], unique=False, schema='directory')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
