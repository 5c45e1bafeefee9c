"""orders carry the outcome of their decision, edits are kept for the timeline, codes find the orders they were used on

Revision: 2026_11_21_2120, after 2026_11_21_2110
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_21_2120'
down_revision = '2026_11_21_2110'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('order_edits',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('order_id', sa.BigInteger(), nullable=False),
    sa.Column('committed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added', sa.BigInteger(), nullable=False),
    sa.Column('removed', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_order_edits_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'id', name=op.f('pk_order_edits'))
    )
    op.create_index(op.f('ix_order_edits_shop_id_order_id'), 'order_edits', ['shop_id', 'order_id'])
    op.add_column('orders', sa.Column('outcome', sa.Text(), server_default='no_code', nullable=False))
    op.create_index('ix_orders_shop_id_outcome', 'orders', ['shop_id', 'outcome', 'ordered_at'])
    op.create_index(op.f('ix_evidence_shop_id_kind_key'), 'evidence', ['shop_id', 'kind', 'key'])


def downgrade() -> None:
    op.drop_index(op.f('ix_evidence_shop_id_kind_key'), 'evidence')
    op.drop_index('ix_orders_shop_id_outcome', 'orders')
    op.drop_column('orders', 'outcome')
    op.drop_table('order_edits')
