"""creators get the keys they are searched and compared by; uploaded lists of creators are kept until imported

Revision: 2026_11_21_2110, after 2026_11_21_2100
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '2026_11_21_2110'
down_revision = '2026_11_21_2100'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('creators', sa.Column('search_text', sa.Text(), server_default='', nullable=False))
    op.add_column('creators', sa.Column('sort_text', sa.Text(), server_default='', nullable=False))
    op.execute("update creators set search_text = lower(concat_ws(E'\\n', name, array_to_string(aliases, E'\\n'))), sort_text = lower(name)")
    op.drop_index(op.f('ix_creators_shop_id'), 'creators')
    op.create_index(op.f('ix_creators_shop_id_sort_text_id'), 'creators', ['shop_id', 'sort_text', 'id'])
    op.add_column('creator_handles', sa.Column('handle_key', sa.Text(), nullable=True))
    op.execute('update creator_handles set handle_key = lower(handle)')
    op.alter_column('creator_handles', 'handle_key', nullable=False)
    op.drop_index('uq_creator_handles_shop_id_platform_handle', 'creator_handles')
    op.create_index('uq_creator_handles_shop_id_platform_handle_key', 'creator_handles', ['shop_id', 'platform', 'handle_key'], unique=True)
    op.create_table('creator_uploads',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('reading', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('run_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_creator_uploads_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'id', name=op.f('pk_creator_uploads'))
    )


def downgrade() -> None:
    op.drop_table('creator_uploads')
    op.drop_index('uq_creator_handles_shop_id_platform_handle_key', 'creator_handles')
    op.drop_column('creator_handles', 'handle_key')
    op.create_index('uq_creator_handles_shop_id_platform_handle', 'creator_handles', ['shop_id', 'platform', sa.text('lower(handle)')], unique=True)
    op.drop_index(op.f('ix_creators_shop_id_sort_text_id'), 'creators')
    op.create_index(op.f('ix_creators_shop_id'), 'creators', ['shop_id', sa.text('lower(name)')])
    op.drop_column('creators', 'sort_text')
    op.drop_column('creators', 'search_text')
