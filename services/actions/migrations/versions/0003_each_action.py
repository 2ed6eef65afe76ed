"""each action."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0001'
branch_labels = None
depends_on = None

ADDED_ONLY = ('assignments', 'assignment_ends')


def upgrade() -> None:
    # Null in what was recorded before: it reads as it did.
    op.add_column('records', sa.Column('work', sa.Text(), nullable=True), schema='actions')
    op.add_column('records', sa.Column('owner', sa.Text(), nullable=True), schema='actions')
    op.add_column('records', sa.Column('due_on', sa.Date(), nullable=True), schema='actions')
    op.add_column('records', sa.Column('evidence', sa.Text(), nullable=True), schema='actions')
    op.add_column('records', sa.Column('late_because', sa.Text(), nullable=True), schema='actions')
    op.add_column('records', sa.Column('assignment_id', sa.Uuid(), nullable=True), schema='actions')
    op.create_table('assignments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('owner_email', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('assigned_by', sa.Uuid(), nullable=False),
    sa.Column('assigned_by_name', sa.Text(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_assignments_assignment_id')),
    schema='actions',
    comment='Who was asked to do one action by their own link; rows are added and never changed.'
    )
    op.create_index('ix_assignments_of_organisation', 'assignments', ['reference', 'ods_code'], unique=False, schema='actions')
    op.create_table('assignment_ends',
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=False),
    sa.Column('ended_by_name', sa.Text(), nullable=False),
    sa.Column('ended_by_role', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('assignment_id', name=op.f('pk_assignment_ends')),
    schema='actions',
    comment='Which assignments ended, and why; rows are added and never changed.'
    )
    op.create_table('wrong_choices',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('holder', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_choices')),
    schema='actions',
    comment='Choices that did not fit the link; after one the link rests, so a machine cannot try them all.'
    )
    op.create_index('ix_wrong_choices_of_link', 'wrong_choices', ['holder', 'reference', 'chosen_at'], unique=False, schema='actions')
    # Not in tables.py, because SQLAlchemy has no word for it.
    for table in ADDED_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_are_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON actions.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION actions.refuse_change()
        """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
