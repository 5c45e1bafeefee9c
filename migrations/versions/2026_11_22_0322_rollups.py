"""sums by day of sales, credits and the models' differences, filled from what is there

The old code does not keep the sums: stop the drains and workers of the old release before, or rebuild afterwards
(`python -m plugin.cli rebuild-rollups`). The tables are locked against writing until the sums are filled, so that
nothing is lost meanwhile.

Revision: 2026_11_22_0322, after 2026_11_22_0320
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0322'
down_revision = '2026_11_22_0320'
branch_labels = None
depends_on = None

DAY = "({at} at time zone coalesce(shops.timezone, 'UTC'))::date"
SALES = f"""
insert into sales_by_day
select shop_id, day, currency, channel, sum(orders), sum(revenue), sum(first), sum(known), sum(amount), sum(share),
    sum(discount), sum(first_ppm), sum(known_ppm)
from (
  select o.shop_id, {DAY.format(at='o.ordered_at')} as day, o.currency, o.channel, 1 as orders,
    o.net_minor as revenue, (o.first_order is true)::int as first, (o.first_order is not null)::int as known,
    0::bigint as amount, 0::bigint as share, 0::bigint as discount, 0::bigint as first_ppm, 0::bigint as known_ppm
  from orders o join shops on shops.id = o.shop_id where o.counts
  union all
  select e.shop_id, {DAY.format(at='e.ordered_at')}, e.currency, o.channel, 0, 0, 0, 0, e.amount_minor, e.share_ppm,
    e.discount_minor, case when o.first_order then e.share_ppm else 0 end,
    case when o.first_order is not null then e.share_ppm else 0 end
  from entries e join orders o on o.shop_id = e.shop_id and o.id = e.order_id join shops on shops.id = e.shop_id
) as told group by 1, 2, 3, 4
"""
SPANS = """
cross join lateral (
  values ('day', told.day), ('month', date_trunc('month', told.day::timestamp)::date)
) as spans(span, first_day)
"""
CREDITS = f"""
insert into credits_by_span
select shop_id, span, first_day, currency, channel, creator_id, campaign_id, code_id, evidence, sum(amount_minor),
    sum(share_ppm), sum(discount_minor), coalesce(sum(share_ppm) filter (where first_order), 0),
    coalesce(sum(share_ppm) filter (where first_order is not null), 0)
from (
  select e.shop_id, {DAY.format(at='e.ordered_at')} as day, e.currency, o.channel, e.creator_id,
    coalesce(e.campaign_id, 0) as campaign_id, coalesce(e.code_id, 0) as code_id,
    case when e.code_id is null then 'visit' when e.link_id is null then 'code' else 'both' end as evidence,
    e.amount_minor, e.share_ppm, e.discount_minor, o.first_order
  from entries e join orders o on o.shop_id = e.shop_id and o.id = e.order_id join shops on shops.id = e.shop_id
) as told {SPANS} group by 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
MODELS = f"""
insert into model_credits_by_span
select shop_id, span, first_day, currency, channel, model, creator_id, sum(amount_minor), sum(share_ppm)
from (
  select m.shop_id, {DAY.format(at='m.ordered_at')} as day, m.currency, o.channel, m.model, m.creator_id,
    m.amount_minor, m.share_ppm
  from model_credits m join orders o on o.shop_id = m.shop_id and o.id = m.order_id
    join shops on shops.id = m.shop_id
) as told {SPANS} group by 1, 2, 3, 4, 5, 6, 7
"""


def upgrade() -> None:
    op.execute('lock table orders, entries, model_credits in share mode')
    op.create_table('sales_by_day',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('orders', sa.BigInteger(), nullable=False),
    sa.Column('revenue_minor', sa.BigInteger(), nullable=False),
    sa.Column('first', sa.BigInteger(), nullable=False),
    sa.Column('known', sa.BigInteger(), nullable=False),
    sa.Column('credited_minor', sa.BigInteger(), nullable=False),
    sa.Column('credited_ppm', sa.BigInteger(), nullable=False),
    sa.Column('credited_discount_minor', sa.BigInteger(), nullable=False),
    sa.Column('credited_first_ppm', sa.BigInteger(), nullable=False),
    sa.Column('credited_known_ppm', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_sales_by_day_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'day', 'currency', 'channel', name=op.f('pk_sales_by_day')),
    postgresql_with={'fillfactor': '70'},
    )
    op.create_table('credits_by_span',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=False),
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('code_id', sa.BigInteger(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('share_ppm', sa.BigInteger(), nullable=False),
    sa.Column('discount_minor', sa.BigInteger(), nullable=False),
    sa.Column('first_ppm', sa.BigInteger(), nullable=False),
    sa.Column('known_ppm', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_credits_by_span_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'span', 'first_day', 'currency', 'channel', 'creator_id', 'campaign_id', 'code_id', 'evidence', name=op.f('pk_credits_by_span')),
    postgresql_with={'fillfactor': '70'},
    )
    op.create_table('model_credits_by_span',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('span', sa.Text(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('share_ppm', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_model_credits_by_span_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'span', 'first_day', 'currency', 'channel', 'model', 'creator_id', name=op.f('pk_model_credits_by_span')),
    postgresql_with={'fillfactor': '70'},
    )
    op.execute(SALES)
    op.execute(CREDITS)
    op.execute(MODELS)
    op.create_index(op.f('ix_credits_by_span_shop_id_creator_id_span_first_day'), 'credits_by_span', ['shop_id', 'creator_id', 'span', 'first_day'], unique=False)
    op.create_index(op.f('ix_credits_by_span_shop_id_campaign_id_span_first_day'), 'credits_by_span', ['shop_id', 'campaign_id', 'span', 'first_day'], unique=False)


def downgrade() -> None:
    op.drop_table('model_credits_by_span')
    op.drop_table('credits_by_span')
    op.drop_table('sales_by_day')
