"""what calls for a mail beside an alert."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('occasions',
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('occasion_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest_id', sa.Uuid(), nullable=True, comment='The mail it is part of, where many are told in one.'),
    sa.Column('digest_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('event', 'occasion_id', name=op.f('pk_occasions')),
    schema='distribution',
    comment='What was said that calls for a mail, or ends it; rows are only ever added.'
    )
    op.create_index('ix_occasions_of_digest', 'occasions', ['digest_id'], unique=False, schema='distribution', postgresql_where=sa.text('digest_id IS NOT NULL'))
    op.execute("""
        CREATE FUNCTION distribution.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'occasions are added and never changed'; END $$
    """)
    op.execute("""
        CREATE TRIGGER occasions_are_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution.occasions
        FOR EACH STATEMENT EXECUTE FUNCTION distribution.refuse_change()
    """)
    op.create_table('waiting',
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('occasion_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gave_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('event', 'occasion_id', name=op.f('pk_waiting')),
    schema='distribution',
    comment='Occasions whose mails cannot be planned yet: who or what they name has not arrived here.'
    )
    op.create_index(op.f('ix_distribution_waiting_reference'), 'waiting', ['reference'], unique=False, schema='distribution')
    # Answers that were heard before stay where they are, and are read there: the version before this one
    # goes on writing them until it is replaced. Columns keep their names for the same reason.
    op.create_table_comment('answers', 'Answers to questions from before there were occasions; only read.', existing_comment='Questions of specialists with the answer that is mailed to them.', schema='distribution')
    op.create_table_comment('ledger', 'One row for each person, version, kind and occasion; the rows that are due are the queue.', existing_comment='One row for each person, version and kind of mail; the rows that are due are the queue.', schema='distribution')
    op.alter_column('ledger', 'question_id', comment='What the mail is about, beside the alert.', existing_type=sa.Uuid(), existing_nullable=True, schema='distribution')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
