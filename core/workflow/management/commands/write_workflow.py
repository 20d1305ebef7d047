"""`manage.py write_workflow`: docs/workflow.md from the tables of transitions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.workflow.diagrams import cases, document


class Command(BaseCommand):
    """Write docs/workflow.md."""

    help = "Write docs/workflow.md from the tables of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say how many kinds of case it has."""
        (Path(settings.BASE_DIR) / "docs" / "workflow.md").write_text(document())
        self.stdout.write(f"docs/workflow.md: {len(cases())} kinds of case")
