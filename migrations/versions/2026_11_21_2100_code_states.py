"""What the owner wants of each code, what stands in its way, and terms of its own.

Revision: 2026_11_21_2100, after 2026_11_21_2001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_2100"
down_revision = "2026_11_21_2001"
branch_labels = None
depends_on = None

ONE_PER_CREATOR = "uq_discount_codes_shop_id_campaign_id_creator_id"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("code_seed", sa.Text(), server_default="", nullable=False))
    op.add_column("discount_codes", sa.Column("wanted", sa.Text(), server_default="active", nullable=False))
    op.add_column("discount_codes", sa.Column("held_by", sa.Text(), nullable=True))
    op.add_column("discount_codes", sa.Column("named_by", sa.Text(), server_default="template", nullable=False))
    op.add_column("discount_codes", sa.Column("conflict", postgresql.JSONB(), nullable=True))
    op.add_column("discount_codes", sa.Column("choice", sa.Text(), nullable=True))
    op.add_column("discount_codes", sa.Column("own_terms", postgresql.JSONB(), nullable=True))
    op.add_column("discount_codes", sa.Column("tried_code", sa.Text(), nullable=True))
    op.create_index(
        ONE_PER_CREATOR,
        "discount_codes",
        ["shop_id", "campaign_id", "creator_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'retired' and origin <> 'attached'"),
    )


def downgrade() -> None:
    op.drop_index(ONE_PER_CREATOR, table_name="discount_codes")
    for column in ("tried_code", "own_terms", "choice", "conflict", "named_by", "held_by", "wanted"):
        op.drop_column("discount_codes", column)
    op.drop_column("campaigns", "code_seed")
