"""
Front-end packages: npm installs what package-lock.json pins, and only the files in use are copied out.

Pages get var/vendor (a static folder), PDFs get var/fonts. Nothing else of node_modules is ever served.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from config.setup.places import FONTS, FONTS_CONF, NODE_MODULES, ROOT, VENDOR
from config.setup.said import Stop, say

KRDS = "krds-uiux/resources"
KRDS_STYLES = ("css/token/krds_tokens.css", "css/component/output.css")
PRETENDARD = "pretendard-gov/dist"
PAGE_FONTS = [f"PretendardGOV-{weight}.woff2" for weight in ("Regular", "Medium", "SemiBold", "Bold")]
PDF_FONTS = [f"PretendardGOV-{weight}.ttf" for weight in ("Regular", "Bold")]
# npm's own patience with a missing network is more than a minute.
SOON_SURE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")

# Source under node_modules → target under var/vendor.
COPIES = {
    **{f"{KRDS}/{style}": f"krds/{style}" for style in KRDS_STYLES},
    "krds-uiux/package.json": "krds/package.json",  # names the licence: there is no file of its own for it
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",  # of its bundles the only one with a Sankey
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    **{f"{PRETENDARD}/web/static/woff2/{name}": f"pretendard-gov/{name}" for name in PAGE_FONTS},
    f"{PRETENDARD}/LICENSE.txt": "pretendard-gov/LICENSE.txt",
}
PDF_COPIES = {
    **{f"{PRETENDARD}/public/static/alternative/{name}": name for name in PDF_FONTS},
    f"{PRETENDARD}/LICENSE.txt": "LICENSE.txt",
}
URL_IN_CSS = re.compile(r"url\(\s*[\"']?(?!data:|https?:)([^\"')?#]+)")
SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=.*?\*/")

FONTS_CONF_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<!-- PDFs use these fonts and no others, so that they look the same on every machine. -->
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="append" binding="weak"><string>Pretendard GOV</string></edit>
  </match>
</fontconfig>
"""


def install() -> None:
    """
    Install and copy out the front-end packages, unless that was done for this very lock file.

    :raises Stop: if npm fails, or a file that the pages need is not in the packages.
    """
    stamp = VENDOR / ".installed-from"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and _complete():
        return
    if not (ROOT / "package-lock.json").is_file():
        raise Stop("package-lock.json is missing: restore it with `git checkout package-lock.json`.")
    say("Installing the front-end packages …")
    _npm_ci()
    shutil.rmtree(VENDOR, ignore_errors=True)
    _copy(COPIES, VENDOR)
    _copy_what_styles_name()
    _copy(PDF_COPIES, FONTS)
    write_fonts_conf()
    stamp.write_text(wanted)


def write_fonts_conf() -> None:
    """
    Write the fontconfig file of the project: it names absolute folders, so it is made anew where the clone
    lies.
    """
    text = FONTS_CONF_TEXT.format(fonts=_xml(FONTS), cache=_xml(FONTS / "cache"))
    if not FONTS_CONF.is_file() or FONTS_CONF.read_text() != text:
        FONTS_CONF.write_text(text)


def _xml(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;")


def _fingerprint() -> str:
    """Return a hash that changes when the lock file or the list of copied files does."""
    lock = (ROOT / "package-lock.json").read_bytes() if (ROOT / "package-lock.json").is_file() else b""
    return hashlib.sha256(lock + Path(__file__).read_bytes()).hexdigest()


def _complete() -> bool:
    targets = [VENDOR / name for name in COPIES.values()] + [FONTS / name for name in PDF_COPIES.values()]
    return FONTS_CONF.is_file() and all(target.is_file() for target in targets)


def _npm_ci() -> None:
    """Run `npm ci` without any package's install script, with the machine's npm or that of a pip package."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *SOON_SURE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "ERR!" in line or "error" in line), "")
        raise Stop(f"npm could not install the front-end packages; is there a network? ({reason.strip()})")


def _npm() -> list[str]:
    """
    Return the command that starts npm; without one on the machine, install the pip package that brings it.
    """
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    bundled = Path(sys.executable).with_name("npm")
    if not bundled.is_file():
        say("There is no npm here: installing one from pip, about 200 MB, this once …")
        from config.setup.packages import install as install_packages

        install_packages("requirements-node.txt")
    return [str(bundled)]


def _copy(copies: dict[str, str], target_folder: Path) -> None:
    for source, target in copies.items():
        _copy_one(NODE_MODULES / source, target_folder / target)


def _copy_one(source: Path, target: Path) -> None:
    if not source.is_file():
        raise Stop(f"{source.relative_to(ROOT)} is missing: package-lock.json and frontend.py do not agree.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".css":
        # A source map that is not there would stop the hashing of static files.
        target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def _copy_what_styles_name() -> None:
    """Copy the fonts and pictures that the KRDS styles refer to, and none of the others."""
    krds = NODE_MODULES / KRDS
    for style in KRDS_STYLES:
        text = (krds / style).read_text(encoding="utf-8")
        for name in set(URL_IN_CSS.findall(text)):
            source = (krds / style).parent.joinpath(name.strip()).resolve()
            if source.is_relative_to(krds.resolve()) and source.is_file():
                _copy_one(source, VENDOR / "krds" / source.relative_to(krds.resolve()))
