"""how alerts end, acknowledgements that hold for a later version, briefings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('endings',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_endings')),
    schema='responses',
    comment='How alerts came to their end.'
    )
    op.add_column('acknowledgements', sa.Column('carried_from', sa.Integer(), nullable=True, comment='The version it was given to, where it holds for this one too.'), schema='responses')
    op.add_column('questions', sa.Column('from_briefing', sa.Boolean(), server_default=sa.text('false'), nullable=False), schema='responses')
    op.create_table('attendances',
    sa.Column('id', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('attendance', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendances')),
    schema='responses',
    comment='Who comes to a briefing, or was there; rows are added, and the newest of a person counts.'
    )
    op.create_index('ix_attendances_of_alert', 'attendances', ['reference', 'person_id', 'id'], unique=False, schema='responses')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
