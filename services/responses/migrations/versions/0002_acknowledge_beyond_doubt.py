"""acknowledge beyond doubt."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

#: What was once said through a link stays as it was said.
HISTORY = ('acknowledgements', 'doubtful_acknowledgements', 'withdrawals', 'disownments')


def upgrade() -> None:
    # Who took an acknowledgement back may give it again, so one person may have several.
    op.add_column('acknowledgements', sa.Column('acknowledgement_id', sa.Uuid(), server_default=sa.text('gen_random_uuid()'), nullable=False), schema='responses')
    op.add_column('acknowledgements', sa.Column('doubt_id', sa.Uuid(), nullable=True), schema='responses')
    op.drop_constraint('pk_acknowledgements', 'acknowledgements', schema='responses')
    op.create_primary_key(op.f('pk_acknowledgements'), 'acknowledgements', ['acknowledgement_id'], schema='responses')
    op.drop_index('uq_acknowledgements_first_of_organisation', 'acknowledgements', schema='responses')
    op.create_index('ix_acknowledgements_of_organisation', 'acknowledgements', ['reference', 'version', 'ods_code'], unique=False, schema='responses')
    op.create_index('ix_audience_organisations_of_organisation', 'audience_organisations', ['ods_code'], unique=False, schema='responses')
    op.add_column('deliveries', sa.Column('mails', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False), schema='responses')
    op.create_table('doubtful_acknowledgements',
    sa.Column('doubt_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('doubts', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('page_shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=False),
    sa.Column('asked_again', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('doubt_id', name=op.f('pk_doubtful_acknowledgements')),
    schema='responses',
    comment="Acknowledgements that may be a machine's: they do not count; rows are never changed."
    )
    op.create_index('ix_doubtful_acknowledgements_of_person', 'doubtful_acknowledgements', ['person_id', 'reference', 'version', 'sent_at'], unique=False, schema='responses')
    op.create_table('withdrawals',
    sa.Column('acknowledgement_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('page_shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_agent', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('acknowledgement_id', name=op.f('pk_withdrawals')),
    schema='responses',
    comment='Acknowledgements that were taken back by who gave them; rows are never changed.'
    )
    op.create_index('ix_withdrawals_of_organisation', 'withdrawals', ['reference', 'version', 'ods_code'], unique=False, schema='responses')
    op.create_table('openings',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('minute', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_agent', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'reference', 'version', 'page', 'minute', 'number', name=op.f('pk_openings')),
    schema='responses',
    comment='When pages of a link were opened, by whatever; no sign that anybody read. Not history: the oldest are deleted, after opening_days.'
    )
    op.create_index(op.f('ix_responses_openings_opened_at'), 'openings', ['opened_at'], unique=False, schema='responses')
    op.create_table('addresses',
    sa.Column('evidence_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('evidence_id', name=op.f('pk_addresses')),
    schema='responses',
    comment='Network addresses, apart from what they came with. Not history: deleted after address_days.'
    )
    op.create_index(op.f('ix_responses_addresses_kept_at'), 'addresses', ['kept_at'], unique=False, schema='responses')
    # Not in tables.py, because SQLAlchemy has no word for it: keep this when the file is made anew.
    op.execute("""
        CREATE FUNCTION responses.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% are added and never changed', TG_TABLE_NAME; END $$
    """)
    for table in HISTORY:
        op.execute(f"""
            CREATE TRIGGER {table}_are_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON responses.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION responses.refuse_change()
        """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
