"""who may come in, and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ended_sessions',
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_ended_sessions')),
    schema='responses',
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
    schema='responses',
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
    schema='responses',
    comment='Who did what, and who looked at whom: added to only, each row sealed with the one before.'
    )
    op.execute("""
        CREATE FUNCTION responses.refuse_to_change_the_audit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of the audit are added only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER audit_is_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON responses.audit
        FOR EACH STATEMENT EXECUTE FUNCTION responses.refuse_to_change_the_audit()
    """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
