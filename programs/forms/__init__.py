"""Forms about consortia."""

from programs.forms.programmes import (
    ConsortiumForm,
    InvitationForm,
    LinkEndForm,
    LinkForm,
    MoveForm,
    RegisteredFirmForm,
    SharesForm,
    SignatureForm,
)

__all__ = [
    "ConsortiumForm",
    "InvitationForm",
    "LinkEndForm",
    "LinkForm",
    "MoveForm",
    "RegisteredFirmForm",
    "SharesForm",
    "SignatureForm",
]
