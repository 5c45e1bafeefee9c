"""bodies in the inbox are compressed with lz4

New rows only: nothing is rewritten, and the table is locked for the moment it takes to change the catalogue. pglz,
PostgreSQL's default, halves the rate at which a batch of orders can be kept. A PostgreSQL that was built without
lz4 (the embedded one) keeps bodies uncompressed instead.

Revision: 2026_11_21_2230, after 2026_11_21_2120
"""

from alembic import op

revision = '2026_11_21_2230'
down_revision = '2026_11_21_2120'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        do $$ begin
          if 'lz4' = any (select unnest(enumvals) from pg_settings where name = 'default_toast_compression') then
            alter table deliveries alter column body set compression lz4;
          else
            alter table deliveries alter column body set storage external;
          end if;
        end $$
    """)


def downgrade() -> None:
    op.execute("alter table deliveries alter column body set compression default")
    op.execute("alter table deliveries alter column body set storage extended")
