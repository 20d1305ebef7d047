"""What a decision rested on as JSON and back, with its canonical hash. Pure."""

import dataclasses
import datetime as dt
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

JSON = Mapping[str, Any]


def plain(value: Any) -> Any:
    """Return facts as what JSON knows: dataclasses as objects, days and moments as ISO texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


def rebuilt(kind: Any, value: Any) -> Any:
    """Return the value of this type that `plain` wrote down."""
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return None if value is None else rebuilt(arguments[0], value)
    if typing.get_origin(kind) is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(rebuilt(arguments[0], item) for item in value)
        return tuple(rebuilt(one, item) for one, item in zip(arguments, value, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: rebuilt(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    return kind.fromisoformat(value) if kind in (dt.date, dt.datetime) else value


def canonical(inputs: JSON) -> bytes:
    """Return the one way in which these inputs are written: keys sorted, no spaces, UTF-8."""
    return json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(inputs: JSON) -> str:
    """Return the SHA-256 of the inputs as they are canonically written, hexadecimal."""
    return hashlib.sha256(canonical(inputs)).hexdigest()
