"""findings that are not well are counted for the metrics without reading all others

Revision: 2026_11_22_0333, after 2026_11_22_0330
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0333'
down_revision = '2026_11_22_0330'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_health_findings_not_well', 'health_findings', ['invariant', 'state'], postgresql_where=sa.text("state in ('warning', 'wrong')"))


def downgrade() -> None:
    op.drop_index('ix_health_findings_not_well', table_name='health_findings', postgresql_where=sa.text("state in ('warning', 'wrong')"))
