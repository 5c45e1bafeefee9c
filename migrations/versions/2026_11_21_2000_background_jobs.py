"""Procrastinate's own schema, brought in by the library's own SQL up to a named step

Later steps of the library come in by later migrations of ours, one for each, so that the result does not depend on
which version happens to be installed.
"""

from importlib import resources

from alembic import op

revision = "2026_11_21_2000"
down_revision = None
branch_labels = None
depends_on = None

LAST_STEP = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    folder = resources.files("procrastinate.sql") / "migrations"
    steps = sorted(row.name for row in folder.iterdir() if row.name.endswith(".sql"))
    driver = op.get_bind().connection.driver_connection
    for step in steps:
        if step <= LAST_STEP:
            driver.execute((folder / step).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("drop schema public cascade; create schema public")
