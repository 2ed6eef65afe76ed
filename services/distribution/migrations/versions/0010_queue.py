"""the queue beside the ledger."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('queue',
    sa.Column('ledger_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('lane', sa.SmallInteger(), nullable=False, comment='The lowest goes first.'),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt', sa.Integer(), server_default=sa.text('0'), nullable=False, comment='The last that was begun.'),
    sa.Column('claimed_by', sa.Text(), nullable=True, comment='Whose hands it is in.'),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('ledger_id', name=op.f('pk_queue')),
    schema='distribution',
    comment='What may still be sent; whoever takes a row out of here has ended its mail.',
    postgresql_with={
        'fillfactor': 50,
        'autovacuum_vacuum_scale_factor': 0,
        'autovacuum_vacuum_threshold': 5000,
        'autovacuum_analyze_scale_factor': 0,
        'autovacuum_analyze_threshold': 5000,
    },
    )
    # Nobody plans, claims or records while what waits is carried over.
    op.execute("LOCK TABLE distribution.ledger IN ACCESS EXCLUSIVE MODE")
    op.execute("""
        INSERT INTO distribution.queue (ledger_id, lane, next_attempt_at, attempt, claimed_by, claimed_until)
        SELECT id, lane, coalesce(next_attempt_at, last_attempt_at, now()), attempts, claimed_by, claimed_until
        FROM distribution.ledger
        WHERE state = 'claimed' OR (state IN ('planned', 'deferred', 'unknown') AND next_attempt_at IS NOT NULL)
        ORDER BY id
    """)
    op.create_index('ix_queue_in_order', 'queue', ['lane', 'ledger_id'], unique=False, schema='distribution')
    op.create_index('ix_queue_due_at', 'queue', ['next_attempt_at'], unique=False, schema='distribution')
    for name in ('ix_ledger_due', 'ix_ledger_due_at', 'ix_ledger_claimed'):
        op.drop_index(name, table_name='ledger', schema='distribution')
    op.execute("ALTER TABLE distribution.ledger SET (fillfactor = 50)")
    # The version before this one goes on hearing and planning until it is replaced, and what it plans is
    # sent by this one. It sends nothing any more, nor stops anything: two who take mails from two places
    # would send them twice. It is told so by an error that passes, so that it tries what it heard again.
    op.execute("""
        CREATE FUNCTION distribution.into_the_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO distribution.queue (ledger_id, lane, next_attempt_at)
            VALUES (NEW.id, NEW.lane, NEW.next_attempt_at);
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER ledger_into_the_queue AFTER INSERT ON distribution.ledger
        FOR EACH ROW WHEN (NEW.next_attempt_at IS NOT NULL)
        EXECUTE FUNCTION distribution.into_the_queue()
    """)
    op.execute("""
        CREATE FUNCTION distribution.refuse_the_old_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'a newer version of distribution sends the mails' USING ERRCODE = '55000',
            HINT = 'Replace this process by one of the newer version.';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER ledger_is_no_queue BEFORE UPDATE OF next_attempt_at, claimed_by, claimed_until
        ON distribution.ledger
        FOR EACH STATEMENT EXECUTE FUNCTION distribution.refuse_the_old_queue()
    """)
    for name in ('next_attempt_at', 'claimed_by', 'claimed_until'):
        kind = sa.Text() if name == 'claimed_by' else sa.DateTime(timezone=True)
        op.alter_column('ledger', name, comment='No longer used: see queue.', existing_type=kind, existing_nullable=True, schema='distribution')
    op.create_table_comment('ledger', 'One row for each person, version, kind and occasion; those still to be sent stand in the queue.', existing_comment='One row for each person, version, kind and occasion; the rows that are due are the queue.', schema='distribution')


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
