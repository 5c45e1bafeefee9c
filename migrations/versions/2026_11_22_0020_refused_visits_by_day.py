"""refused visits by day, and shoppers' events by time

Revision: 2026_11_22_0020, after 2026_11_22_0015
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0020'
down_revision = '2026_11_22_0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refused_days',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=False),
    sa.Column('placement', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('visits', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_refused_days_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'day', 'creator_id', 'placement', 'reason', name=op.f('pk_refused_days'))
    )
    op.create_index(op.f('ix_shopper_events_shop_id_occurred_at'), 'shopper_events', ['shop_id', 'occurred_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_shopper_events_shop_id_occurred_at'), table_name='shopper_events')
    op.drop_table('refused_days')
