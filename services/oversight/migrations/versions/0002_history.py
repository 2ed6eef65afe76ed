"""history, and where a response stands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('standings', sa.Column('blocked', sa.Integer(), server_default=sa.text('0'), nullable=False), schema='oversight')
    op.add_column('standings', sa.Column('response', sa.Text(), nullable=True), schema='oversight')
    op.create_table('history',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('event_type', sa.Text(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', postgresql.JSON(astext_type=sa.Text()), nullable=False),
    sa.UniqueConstraint('source', 'event_id', 'digest', 'ods_code', name=op.f('uq_history_source_event_id_digest_ods_code'), postgresql_nulls_not_distinct=True),
    schema='oversight',
    comment='Every event about an alert and an organisation, without mail addresses; never changed.'
    )
    op.create_index(op.f('ix_oversight_history_ods_code_oversight_history_reference'), 'history', ['ods_code', 'reference'], unique=False, schema='oversight')
    op.create_index(op.f('ix_oversight_history_reference'), 'history', ['reference'], unique=False, schema='oversight', postgresql_where=sa.text('ods_code IS NULL'))
    # Not in tables.py, because SQLAlchemy has no word for it: keep this when the file is made anew.
    op.execute("""
        CREATE FUNCTION oversight.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'history is added and never changed'; END $$
    """)
    op.execute("""
        CREATE TRIGGER history_is_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oversight.history
        FOR EACH STATEMENT EXECUTE FUNCTION oversight.refuse_change()
    """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
