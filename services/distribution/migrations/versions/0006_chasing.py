"""who has answered what, and who was chased about what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('absences', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False), schema='distribution')
    op.add_column('alerts', sa.Column('answers_kept', sa.Boolean(), server_default=sa.text('false'), nullable=False), schema='distribution')
    op.add_column('alerts', sa.Column('acknowledged_from', sa.Integer(), nullable=True, comment='The oldest version whose acknowledgements hold for this.'), schema='distribution')
    op.create_table('acknowledged',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('was_left', sa.Boolean(), nullable=False, comment='Another one stood when the last was taken back.'),
    sa.Column('stands', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'version', 'ods_code', name=op.f('pk_acknowledged')),
    schema='distribution',
    comment='Which organisation has acknowledged which version.'
    )
    op.create_table('endings',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_endings')),
    schema='distribution',
    comment='Alerts that are at their end; nobody is chased about them.'
    )
    op.create_table('progressed',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('progress', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', name=op.f('pk_progressed')),
    schema='distribution',
    comment='How far an organisation is with an alert, whatever its version.'
    )
    op.create_table('rounds',
    sa.Column('day', sa.Date(), nullable=False, comment='In London.'),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_working_day', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_rounds')),
    schema='distribution',
    comment='Chasing is planned once a day; this is when it was.'
    )
    op.create_table('chases',
    sa.Column('chase_id', sa.Uuid(), nullable=False, comment='One for each address and day.'),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('deadline', sa.Text(), nullable=False),
    sa.Column('rung', sa.Text(), nullable=False),
    sa.Column('by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('chase_id', 'person_id', 'reference', 'version', 'ods_code', 'deadline', 'rung', name=op.f('pk_chases')),
    schema='distribution',
    comment='What each chasing mail asks about, and by which registration somebody is asked.'
    )
    op.create_index('ix_chases_of_alert', 'chases', ['reference', 'version', 'day'], unique=False, schema='distribution')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
