"""Entries by the link that a credit came by, and what other models would credit."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_22_0030"
down_revision: str | None = "2026_11_22_0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nullable, so that adding it rewrites no row of a long ledger."""
    op.add_column("entries", sa.Column("link_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "model_credits",
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("share_ppm", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["orders.shop_id", "orders.id"],
            name=op.f("fk_model_credits_shop_id_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "creator_id"],
            ["creators.shop_id", "creators.id"],
            name=op.f("fk_model_credits_shop_id_creator_id_creators"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_model_credits_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "model", "creator_id", name=op.f("pk_model_credits")),
    )
    op.create_index(op.f("ix_model_credits_shop_id_ordered_at"), "model_credits", ["shop_id", "ordered_at"])


def downgrade() -> None:
    """Take both away again."""
    op.drop_table("model_credits")
    op.drop_column("entries", "link_id")
