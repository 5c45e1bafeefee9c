"""what the standing checks found, and the parts of the app that were seen at work

Revision: 2026_11_22_0315, after 2026_11_22_0035
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '2026_11_22_0315'
down_revision = '2026_11_22_0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('health_findings',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('invariant', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('remedy', sa.Text(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('well_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_health_findings_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'invariant', name=op.f('pk_health_findings'))
    )
    op.create_table('app_parts',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('missing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quiet_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_app_parts_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'part', name=op.f('pk_app_parts'))
    )
    # What was posted lately is looked at every fifteen minutes, whatever the age of its order.
    op.create_index(op.f('ix_entries_shop_id_posted_at'), 'entries', ['shop_id', 'posted_at'])
    # A shop's jobs that wait, run or have failed; the finished ones, by far the most, are left out.
    op.execute(
        "create index ix_jobs_of_shop on procrastinate_jobs ((args ->> 'shop_id')) "
        "where status in ('todo', 'doing', 'failed')"
    )


def downgrade() -> None:
    op.execute('drop index ix_jobs_of_shop')
    op.drop_index(op.f('ix_entries_shop_id_posted_at'), table_name='entries')
    op.drop_table('app_parts')
    op.drop_table('health_findings')
