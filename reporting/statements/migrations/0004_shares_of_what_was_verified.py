"""What was verified before shares were kept went to its own consortium whole: that is one share of it."""

from django.db import migrations

KEEP = """
INSERT INTO statements_statementshare (statement_id, consortium_id, share_bp, kilograms)
SELECT s.id, split_part(a.code, ':', 2)::bigint, 10000, a.total_in
FROM statements_statement s
JOIN ledger_account a ON a.owner_kind = 'lot' AND a.owner_id = s.id AND a.code LIKE 'share:%'
WHERE s.status = 'VERIFIED'
AND NOT EXISTS (SELECT 1 FROM statements_statementshare kept WHERE kept.statement_id = s.id)
ORDER BY s.id
"""


class Migration(migrations.Migration):
    dependencies = [("statements", "0003_agreed_shares"), ("ledger", "0002_initial")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
