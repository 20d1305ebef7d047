"""Static files under names that carry their hash, also where one of our scripts imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

#: `import { name } from "./other.js";`, as every module in static/js imports another
_IMPORT = r"""(?P<matched>from "(?P<url>\./[a-z_]+\.js)";)"""


class HashedFiles(CompressedManifestStaticFilesStorage):
    """
    Rewrite the imports of our modules too, so that a browser never puts a new script beside an old one.

    Django can do so for all scripts (`support_js_module_import_aggregation`), but then trips over imports in
    comments of packages.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((_IMPORT, 'from "%(url)s";'),)),
    )
