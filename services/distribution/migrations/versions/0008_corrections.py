"""corrections of audiences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('corrections',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True, comment='Null while the register is waited for.'),
    sa.PrimaryKeyConstraint('reference', 'number', name=op.f('pk_corrections')),
    schema='distribution',
    comment='How audiences were corrected after their alert was issued; the first of a number stays.'
    )
    op.create_index('ix_corrections_waiting', 'corrections', ['heard_at'], unique=False, schema='distribution', postgresql_where=sa.text('applied_at IS NULL'))
    op.create_table('corrected',
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('ods_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_in_error', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'ods_code', name=op.f('pk_corrected')),
    schema='distribution',
    comment='What the last correction says of an organisation; nobody to whom it was an error is chased.'
    )


def downgrade() -> None:
    raise NotImplementedError("history is never taken away; restore a backup instead")
