"""PostgreSQL: rows of people are seen by their own network or account only, whatever a query asks for."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IS_SYSTEM = "current_setting('app.networks', true) = '*'"
OWN_ACCOUNT = "account_id::text = current_setting('app.account_id', true)"
OWN_NETWORK = """
    site_id IN (
        SELECT site.id FROM site
        LEFT JOIN network_municipality member
            ON member.municipality_code = site.municipality_code AND member.until IS NULL
        WHERE COALESCE(site.network_id, member.network_id)::text
            = ANY (string_to_array(current_setting('app.networks', true), ','))
    )
    OR id IN (SELECT trainer_id FROM account WHERE id::text = current_setting('app.account_id', true))
"""
RULES = {
    "trainer": OWN_NETWORK,
    "passkey": OWN_ACCOUNT,
    "recovery_code": OWN_ACCOUNT,
    "session": OWN_ACCOUNT,
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, rule in RULES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({IS_SYSTEM} OR {rule}) WITH CHECK ({IS_SYSTEM} OR {rule})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in RULES:
        op.execute(f"DROP POLICY own ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
