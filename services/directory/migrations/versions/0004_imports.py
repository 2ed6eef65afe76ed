"""imports that can be looked at first and undone afterwards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('imports',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('remarks', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='Lines that were refused or left out, and why.'),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports')),
    schema='directory',
    comment='Files that were taken; a file of which nothing was taken stands here not.'
    )
    op.create_table('import_rows',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment='Null where the import added it.'),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('import_id', 'subject', name=op.f('pk_import_rows')),
    schema='directory',
    comment='Each row that an import changed, as it was and as it became, so that it can be undone.'
    )
    op.create_table('uploads',
    sa.Column('upload_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('upload_id', name=op.f('pk_uploads')),
    schema='directory',
    comment='Files that somebody looks at before they take them; kept for a day at the most.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
