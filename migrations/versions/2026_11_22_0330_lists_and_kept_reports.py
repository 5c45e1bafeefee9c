"""indexes by which lists of orders begin, and reports that are worked out in the background

The indexes are made while the tables are in use.

Revision: 2026_11_22_0330, after 2026_11_22_0322
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0330'
down_revision = '2026_11_22_0322'
branch_labels = None
depends_on = None

NEW = {
    'ix_orders_shop_id_channel_outcome_ordered_at': 'orders (shop_id, channel, outcome, ordered_at)',
    'ix_orders_shop_id_name': 'orders (shop_id, name)',
    'ix_evidence_shop_id_kind_key_occurred_at_order_id': 'evidence (shop_id, kind, key, occurred_at, order_id)',
}
OLD = {
    'ix_orders_shop_id_outcome': 'orders (shop_id, outcome, ordered_at)',
    'ix_evidence_shop_id_kind_key': 'evidence (shop_id, kind, key)',
}


def upgrade() -> None:
    op.create_table('kept_reports',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_kept_reports_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'kind', 'key', name=op.f('pk_kept_reports')),
    if_not_exists=True,
    )
    _exchange(NEW, OLD)


def downgrade() -> None:
    _exchange(OLD, NEW)
    op.drop_table('kept_reports')


def _exchange(new: dict[str, str], old: dict[str, str]) -> None:
    # Only where every migration has a transaction of its own can a part of one do without.
    if op.get_context().opts.get('transaction_per_migration'):
        with op.get_context().autocommit_block():
            _make(new, old, 'concurrently')
    else:
        _make(new, old, '')


def _make(new: dict[str, str], old: dict[str, str], concurrently: str) -> None:
    for name, on in new.items():
        # An index whose making was interrupted is there, and of no use.
        op.execute(f'drop index {concurrently} if exists {name}')
        op.execute(f'create index {concurrently} {name} on {on}')
    for name in old:
        op.execute(f'drop index {concurrently} if exists {name}')
