"""Where things lie in the clone. Standard library only: bootstrap reads this before anything is installed."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOGS = VAR / "log"
NODE_MODULES = ROOT / "node_modules"
VENDOR = VAR / "vendor"
FONTS = VAR / "fonts"
FONTS_CONF = FONTS / "fonts.conf"
CHROMIUM = "/usr/bin/chromium"
