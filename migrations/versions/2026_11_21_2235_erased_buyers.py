"""orders remember that their buyer was erased, so that a later version does not bring the link back

Revision: 2026_11_21_2235, after 2026_11_21_2230
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_21_2235'
down_revision = '2026_11_21_2230'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('orders', sa.Column('buyer_erased', sa.Boolean(), server_default='false', nullable=False))


def downgrade() -> None:
    op.drop_column('orders', 'buyer_erased')
