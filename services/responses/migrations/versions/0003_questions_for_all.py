"""questions about an action, published and closed; experience; what partners read and say."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

#: Postgres itself refuses to change or delete what people said.
ADDED_ONLY = ('questions', 'answers', 'publications', 'closings', 'experiences', 'moderations', 'comments')


def upgrade() -> None:
    op.add_column('questions', sa.Column('number', sa.Integer(), nullable=True), schema='responses')
    op.add_column('questions', sa.Column('blocks_completion', sa.Boolean(), server_default=sa.text('false'), nullable=False), schema='responses')
    op.create_table('publications',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_publications')),
    schema='responses',
    comment='Questions and answers as all recipients see them, without who asked; never changed.'
    )
    op.create_table('closings',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_closings')),
    schema='responses',
    comment='Questions that the national team closed, answered or not; never changed.'
    )
    op.create_table('experiences',
    sa.Column('experience_id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('named', sa.Boolean(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('experience_id', name=op.f('pk_experiences')),
    schema='responses',
    comment='What worked for an organisation, told under a published answer; never changed.'
    )
    op.create_index('ix_experiences_of_alert', 'experiences', ['reference', 'question_id'], unique=False, schema='responses')
    op.create_table('moderations',
    sa.Column('id', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('experience_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('moderated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moderated_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderations')),
    schema='responses',
    comment='Whether an experience is shown to others; rows are added, and the newest counts.'
    )
    op.create_index('ix_moderations_of_experience', 'moderations', ['experience_id', 'id'], unique=False, schema='responses')
    op.create_table('comments',
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('commented_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_comments')),
    schema='responses',
    comment='What patient safety partners said to the specialists of their organisation; never changed.'
    )
    op.create_index('ix_comments_of_organisation', 'comments', ['reference', 'ods_code'], unique=False, schema='responses')
    op.create_table('action_states',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('work', sa.Text(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', 'version', 'number', name=op.f('pk_action_states')),
    schema='responses',
    comment="How far each organisation is with each action, without anybody's name: partners read it."
    )
    op.create_table('said_last',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', 'about', name=op.f('pk_said_last')),
    schema='responses',
    comment='What each organisation decided last and how its last sign-off ended, without who said so.'
    )
    _refuse_changes()


def _refuse_changes() -> None:
    # 0002 has made the function.
    for table in ADDED_ONLY:
        op.execute(f"""
            CREATE TRIGGER {table}_are_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON responses.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION responses.refuse_change()
        """)


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
