"""the post-purchase survey: settings, decoys, impressions, answers and what texts mean

Revision: 2026_11_22_0015, after 2026_11_22_0010
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '2026_11_22_0015'
down_revision = '2026_11_22_0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey_decoys',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), server_default='', nullable=False),
    sa.Column('status', sa.Text(), server_default='live', nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_survey_decoys_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'id', name=op.f('pk_survey_decoys'))
    )
    op.create_table('survey_impressions',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('checkout_token', sa.Text(), nullable=True),
    sa.Column('order_claim', sa.BigInteger(), nullable=True),
    sa.Column('order_id', sa.BigInteger(), nullable=True),
    sa.Column('order_state', sa.Text(), server_default='waiting', nullable=False),
    sa.Column('buyer', sa.LargeBinary(), nullable=True),
    sa.Column('first_claim', sa.Boolean(), nullable=True),
    sa.Column('settings_version', sa.BigInteger(), nullable=False),
    sa.Column('questions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('named_at_once', sa.Boolean(), nullable=False),
    sa.Column('decoy_id', sa.BigInteger(), nullable=True),
    sa.Column('decoy_position', sa.BigInteger(), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('times', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('names_shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('skipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closer_skipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_survey_impressions_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'id', name=op.f('pk_survey_impressions')),
    sa.UniqueConstraint('shop_id', 'key', name=op.f('uq_survey_impressions_shop_id_key')),
    sa.UniqueConstraint('shop_id', 'subject', name=op.f('uq_survey_impressions_shop_id_subject'))
    )
    op.create_index('ix_survey_impressions_shop_id_buyer', 'survey_impressions', ['shop_id', 'buyer'], unique=False, postgresql_where=sa.text('buyer is not null'))
    op.create_index(op.f('ix_survey_impressions_shop_id_order_id'), 'survey_impressions', ['shop_id', 'order_id'], unique=False)
    op.create_index(op.f('ix_survey_impressions_shop_id_shown_at'), 'survey_impressions', ['shop_id', 'shown_at'], unique=False)
    op.create_index('ix_survey_impressions_waiting', 'survey_impressions', ['shop_id', 'checkout_token'], unique=False, postgresql_where=sa.text("order_state = 'waiting'"))
    op.create_table('survey_mappings',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('text_key', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=True),
    sa.Column('decoy_id', sa.BigInteger(), nullable=True),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('score', sa.Double(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_survey_mappings_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'text_key', 'version', name=op.f('pk_survey_mappings'))
    )
    op.create_index('uq_survey_mappings_in_force', 'survey_mappings', ['shop_id', 'text_key'], unique=True, postgresql_where=sa.text('replaced_at is null'))
    op.create_table('survey_settings',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_survey_settings_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'version', name=op.f('pk_survey_settings'))
    )
    op.create_table('survey_answers',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('impression_id', sa.BigInteger(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('page', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('option', sa.Text(), nullable=False),
    sa.Column('said_channel', sa.Text(), nullable=False),
    sa.Column('channel_position', sa.BigInteger(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('creator_position', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('masked', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('text_key', sa.Text(), nullable=True),
    sa.Column('milliseconds', sa.BigInteger(), nullable=True),
    sa.Column('fast', sa.Boolean(), nullable=False),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=True),
    sa.Column('decoy_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['shop_id', 'impression_id'], ['survey_impressions.shop_id', 'survey_impressions.id'], name=op.f('fk_survey_answers_shop_id_impression_id_survey_impressions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_survey_answers_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'id', name=op.f('pk_survey_answers'))
    )
    op.create_index(op.f('ix_survey_answers_shop_id_answered_at'), 'survey_answers', ['shop_id', 'answered_at'], unique=False)
    op.create_index(op.f('ix_survey_answers_shop_id_creator_id_answered_at'), 'survey_answers', ['shop_id', 'creator_id', 'answered_at'], unique=False)
    op.create_index('ix_survey_answers_shop_id_text_key', 'survey_answers', ['shop_id', 'text_key'], unique=False, postgresql_where=sa.text('text_key is not null'))
    op.create_index('uq_survey_answers_in_force', 'survey_answers', ['shop_id', 'impression_id', 'question'], unique=True, postgresql_where=sa.text('replaced_at is null'))


def downgrade() -> None:
    op.drop_index('uq_survey_answers_in_force', table_name='survey_answers', postgresql_where=sa.text('replaced_at is null'))
    op.drop_index('ix_survey_answers_shop_id_text_key', table_name='survey_answers', postgresql_where=sa.text('text_key is not null'))
    op.drop_index(op.f('ix_survey_answers_shop_id_creator_id_answered_at'), table_name='survey_answers')
    op.drop_index(op.f('ix_survey_answers_shop_id_answered_at'), table_name='survey_answers')
    op.drop_table('survey_answers')
    op.drop_table('survey_settings')
    op.drop_index('uq_survey_mappings_in_force', table_name='survey_mappings', postgresql_where=sa.text('replaced_at is null'))
    op.drop_table('survey_mappings')
    op.drop_index('ix_survey_impressions_waiting', table_name='survey_impressions', postgresql_where=sa.text("order_state = 'waiting'"))
    op.drop_index(op.f('ix_survey_impressions_shop_id_shown_at'), table_name='survey_impressions')
    op.drop_index(op.f('ix_survey_impressions_shop_id_order_id'), table_name='survey_impressions')
    op.drop_index('ix_survey_impressions_shop_id_buyer', table_name='survey_impressions', postgresql_where=sa.text('buyer is not null'))
    op.drop_table('survey_impressions')
    op.drop_table('survey_decoys')
