"""landing pages in the online store: where each stands, which version it shows, what went wrong

Revision: 2026_11_22_0010, after 2026_11_22_0005
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0010'
down_revision = '2026_11_22_0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('landing_pages', sa.Column('page_handle', sa.Text(), nullable=True))
    op.add_column('landing_pages', sa.Column('page_version', sa.BigInteger(), nullable=True))
    op.add_column('landing_pages', sa.Column('page_problem', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('landing_pages', 'page_problem')
    op.drop_column('landing_pages', 'page_version')
    op.drop_column('landing_pages', 'page_handle')
