"""who may come in, and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ended_sessions',
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_ended_sessions')),
    schema='directory',
    comment='Sessions that were ended before their time; kept until they would have ended anyway.'
    )
    op.create_table('known_keys',
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('key_id', name=op.f('pk_known_keys')),
    sa.UniqueConstraint('digest', name=op.f('uq_known_keys_digest')),
    schema='directory',
    comment='Keys of programs, by their SHA-256; the keys themselves stand nowhere.'
    )
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    schema='directory',
    comment='Who did what, and who looked at whom: added to only, each row sealed with the one before.'
    )
    op.execute("""
        CREATE FUNCTION directory.refuse_to_change_the_audit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of the audit are added only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER audit_is_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory.audit
        FOR EACH STATEMENT EXECUTE FUNCTION directory.refuse_to_change_the_audit()
    """)
    op.create_table('sessions',
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_ids', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('held', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('browser', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_sessions')),
    schema='directory',
    comment='Sessions that began here within the last month; one lasts no longer than a day.'
    )
    op.create_index(op.f('ix_directory_sessions_person_id'), 'sessions', ['person_id'], unique=False, schema='directory')
    op.create_index(op.f('ix_directory_sessions_address'), 'sessions', ['address'], unique=False, schema='directory')
    op.create_table('api_keys',
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key_id', name=op.f('pk_api_keys')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_keys_digest')),
    schema='directory',
    comment='Keys of programs, also those that have ended; the keys themselves stand nowhere.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
