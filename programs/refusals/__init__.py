"""What the state of affairs around a call or a consortium does not allow."""

from programs.refusals.programmes import (
    AlreadyMember,
    AlreadyRegistered,
    AnchorPartTooLarge,
    ArrivedLate,
    CallClosed,
    CallNotOpen,
    FirmNotRegistered,
    HasOwnSuppliers,
    InKindAbovePart,
    InKindAboveShare,
    NameTaken,
    NoCertificate,
    NoInKind,
    NoRate,
    NotJoined,
    UnknownScheme,
)

__all__ = [
    "AlreadyMember",
    "AlreadyRegistered",
    "AnchorPartTooLarge",
    "ArrivedLate",
    "CallClosed",
    "CallNotOpen",
    "FirmNotRegistered",
    "HasOwnSuppliers",
    "InKindAbovePart",
    "InKindAboveShare",
    "NameTaken",
    "NoCertificate",
    "NoInKind",
    "NoRate",
    "NotJoined",
    "UnknownScheme",
]
