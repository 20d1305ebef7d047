"""`manage.py collect_messages`: the Korean catalogue follows what the code and the templates say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.ui import catalogue


class Command(BaseCommand):
    """Renew the catalogue of every language but English, whose messages are the ids themselves."""

    help = "Renew locale/*/LC_MESSAGES/django.po from Python files and templates; translations are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a folder of translations."""
        parser.add_argument(
            "--merge", metavar="DIR", type=Path, help='folder of JSON files {"message": "translation"}'
        )

    def handle(self, *args: Any, merge: Path | None = None, **options: Any) -> None:
        """Write the catalogue; say how many messages it has and which have no translation."""
        messages, translations = catalogue.found(), catalogue.merged(merge) if merge else {}
        for language in (code for code, _name in settings.LANGUAGES if code != "en"):
            path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
            renewed = catalogue.renewed(catalogue.read(path, language), messages, translations)
            catalogue.write(renewed, path)
            missing = catalogue.untranslated(renewed)
            self.stdout.write(f"{path}: {len(messages)} messages, {len(missing)} without a translation")
            for said in missing:
                self.stdout.write(f"  {said}")
