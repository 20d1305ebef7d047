"""Which columns a bank's CSV files may have, and what every one of them needs. Pure."""

from disbursements.refusals import MissingColumns, UnknownColumns

#: columns of a payment file, each an attribute of an order, or a blank
COLUMNS = ("bank_code", "number", "holder_name", "amount_won", "end_to_end_id", "text", "blank")
NEEDED = ("bank_code", "number", "holder_name", "amount_won", "end_to_end_id")
#: columns of a statement file; amounts in one column with the direction beside it, or in two
ANSWER_COLUMNS = (
    "booked_on", "bank_reference", "end_to_end_id", "direction", "amount_won", "withdrawn_won",
    "deposited_won", "counterpart", "text", "blank",
)  # fmt: skip
ANSWER_NEEDED = ("booked_on", "bank_reference", "end_to_end_id")
ONE_COLUMN, TWO_COLUMNS = ("direction", "amount_won"), ("withdrawn_won", "deposited_won")

DEFAULT_COLUMNS = "bank_code,number,amount_won,holder_name,text,end_to_end_id"
DEFAULT_ANSWER_COLUMNS = "booked_on,bank_reference,end_to_end_id,withdrawn_won,deposited_won,counterpart,text"


def check_columns(columns: str) -> list[str]:
    """
    Return the columns of a payment file.

    :raises UnknownColumns, MissingColumns: naming which.
    """
    return _checked(columns, COLUMNS, NEEDED, "columns")


def check_answer_columns(columns: str) -> list[str]:
    """
    Return the columns of a statement file.

    :raises UnknownColumns, MissingColumns: naming which.
    """
    found = _checked(columns, ANSWER_COLUMNS, ANSWER_NEEDED, "answer_columns")
    if not any(set(pair) <= set(found) for pair in (ONE_COLUMN, TWO_COLUMNS)):
        raise MissingColumns(field="answer_columns", missing=", ".join(TWO_COLUMNS))
    return found


def _checked(columns: str, known: tuple[str, ...], needed: tuple[str, ...], field: str) -> list[str]:
    found = [name.strip() for name in columns.split(",") if name.strip()]
    if unknown := [name for name in found if name not in known]:
        raise UnknownColumns(field=field, unknown=", ".join(unknown), known=", ".join(known))
    if missing := [name for name in needed if name not in found]:
        raise MissingColumns(field=field, missing=", ".join(missing))
    return found
