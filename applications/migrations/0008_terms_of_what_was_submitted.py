"""What was submitted before keeps the terms that its programme has now."""

from django.db import migrations

FREEZE = """
UPDATE applications_application a
SET frozen_pass_through_days = p.pass_through_days,
    frozen_excludes_trading_scheme = p.excludes_trading_scheme
FROM programs_call c JOIN programs_program p ON p.id = c.program_id
WHERE c.id = a.call_id AND a.rules_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_terms_of_the_first_submission")]

    operations = [migrations.RunSQL(FREEZE, migrations.RunSQL.noop)]
