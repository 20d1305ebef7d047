"""What `./run` and `./test` both need before anything starts."""

from config.setup import frontend, messages, packages, pdf
from config.setup.said import Stop


def prepare() -> None:
    """
    Install the front-end packages, see that PDFs can be made, and compile the message catalogues.

    :raises Stop: if one of them is impossible.
    """
    try:
        frontend.install()
    except packages.CannotInstall as problem:
        raise Stop(problem) from None
    pdf.ensure()
    messages.compile_changed()
