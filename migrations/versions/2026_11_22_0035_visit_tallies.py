"""visit tallies, in the place of refused days

Revision: 2026_11_22_0035, after 2026_11_22_0030
"""

from alembic import op
import sqlalchemy as sa

revision = '2026_11_22_0035'
down_revision = '2026_11_22_0030'
branch_labels = None
depends_on = None

DAY = "cast(timezone(coalesce(shops.timezone, 'UTC'), {at}) as date)"
COUNT_WHAT_IS_THERE = f"""
insert into visit_tallies (shop_id, day, creator_id, placement, what, visits)
select shop_id, day, creator_id, placement, what, sum(visits) from (
  select shop_id, day, creator_id, placement, reason as what, visits from refused_days
  union all
  select visits.shop_id, {DAY.format(at='visits.occurred_at')}, coalesce(creator_id, 0), placement,
    coalesce(refused_because, 'valid'), 1
  from visits join shops on shops.id = visits.shop_id
  union all
  select firsts.shop_id, {DAY.format(at='firsts.at')}, firsts.creator_id, firsts.placement, firsts.kind, 1
  from (
    select shop_id, coalesce(creator_id, 0) as creator_id, placement, kind, min(occurred_at) as at
    from shopper_events group by shop_id, ref, coalesce(creator_id, 0), placement, kind
  ) as firsts join shops on shops.id = firsts.shop_id
) as counted group by 1, 2, 3, 4, 5
"""


def upgrade() -> None:
    op.create_table('visit_tallies',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=False),
    sa.Column('placement', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('visits', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_visit_tallies_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'day', 'creator_id', 'placement', 'what', name=op.f('pk_visit_tallies'))
    )
    op.execute(COUNT_WHAT_IS_THERE)
    op.drop_table('refused_days')


def downgrade() -> None:
    op.create_table('refused_days',
    sa.Column('shop_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('creator_id', sa.BigInteger(), nullable=False),
    sa.Column('placement', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('visits', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_refused_days_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', 'day', 'creator_id', 'placement', 'reason', name=op.f('pk_refused_days'))
    )
    op.drop_table('visit_tallies')
