"""whom drafts go to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organisations',
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('organisation_type', sa.Text(), nullable=False),
    sa.Column('sector', sa.Text(), nullable=True),
    sa.Column('region_code', sa.Text(), nullable=True),
    sa.Column('icb_code', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('ods_code', name=op.f('pk_organisations')),
    schema='publishing',
    comment='Our own copy of the register, to say whom a draft would go to.'
    )
    op.create_table('people',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_people')),
    schema='publishing',
    comment='Our own copy of the register, to say whom a draft would go to.'
    )
    op.create_table('draft_audiences',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('audience', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='By organisation: what is asked, and who is mailed.'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_audiences')),
    schema='publishing',
    comment='Whom a draft would have gone to when a step was taken with it; rows are only added.'
    )
    op.create_index(op.f('ix_publishing_draft_audiences_draft_id'), 'draft_audiences', ['draft_id'], unique=False, schema='publishing')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
