"""Write docs/mapping.md from the table of export packs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reporting.exports.writing import page


class Command(BaseCommand):
    help = "Write docs/mapping.md from the table of export packs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        path = Path(settings.BASE_DIR) / "docs" / "mapping.md"
        path.write_text(page(), encoding="utf-8")
        self.stdout.write("docs/mapping.md")
