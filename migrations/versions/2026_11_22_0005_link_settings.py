"""link settings: who holds a link back, the shop's own address, the proxy's prefix, names of platforms

Revision: 2026_11_22_0005, after 2026_11_21_2355
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '2026_11_22_0005'
down_revision = '2026_11_21_2355'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('links', sa.Column('held_by', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.add_column('shops', sa.Column('storefront_url', sa.Text(), nullable=True))
    op.add_column('shops', sa.Column('proxy_prefix', sa.Text(), server_default='/apps/earmark', nullable=False))
    op.create_table('link_settings',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('utm_sources', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_link_settings_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', name=op.f('pk_link_settings'))
    )


def downgrade() -> None:
    op.drop_table('link_settings')
    op.drop_column('shops', 'proxy_prefix')
    op.drop_column('shops', 'storefront_url')
    op.drop_column('links', 'held_by')
