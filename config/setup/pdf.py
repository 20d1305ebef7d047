"""Can this machine make PDFs? WeasyPrint needs Pango, a system library, and the project's own fonts."""

import os
import subprocess
import sys

from config.setup import debian, frontend
from config.setup.places import FONTS, FONTS_CONF, VAR
from config.setup.said import Stop

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
SMALL_PDF = "import weasyprint; assert weasyprint.HTML(string='<p>똠').write_pdf().startswith(b'%PDF')"


def ensure() -> None:
    """
    Make sure that a PDF can be made, installing Pango where that is possible.

    The check takes a second, so what it found is remembered for this Python and its packages.

    :raises Stop: if it cannot be made, with the line to type.
    """
    frontend.write_fonts_conf()
    missing = [name for name in frontend.PDF_COPIES.values() if not (FONTS / name).is_file()]
    if missing:  # without any font WeasyPrint's process would crash, so look before trying
        raise Stop(
            f"Fonts for PDFs are missing in var/fonts ({', '.join(missing)}): delete var/vendor, start again."
        )
    if _was_fine_before():
        return
    if not _makes_one() and not (debian.can_install() and debian.install(*PANGO) and _makes_one()):
        raise Stop(f"PDFs cannot be made, since Pango is missing. Install it: {debian.line_to_type(*PANGO)}")
    _remember()


def _makes_one() -> bool:
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS_CONF)}
    done = subprocess.run([sys.executable, "-c", SMALL_PDF], env=environment, capture_output=True)
    return done.returncode == 0


def _stamp() -> str:
    from importlib.metadata import version

    return f"{sys.version} WeasyPrint {version('weasyprint')}"


def _was_fine_before() -> bool:
    note = VAR / "pdf-checked"
    return note.is_file() and note.read_text() == _stamp() and _pango_is_there()


def _pango_is_there() -> bool:
    # The machine may have changed under an old clone; loading the library is quick.
    import ctypes.util

    return ctypes.util.find_library("pango-1.0") is not None


def _remember() -> None:
    (VAR / "pdf-checked").write_text(_stamp())
