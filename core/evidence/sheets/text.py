"""The text of CSV files, which arrive in either of two encodings. Pure: bytes in, text out."""

import csv
import io

#: the second is what Korean Windows and most banks write
ENCODINGS = ("utf-8", "cp949")


class NotText(ValueError):
    """The bytes are text in neither encoding: another kind of file, or one that was cut off in a letter."""


def decoded(data: bytes, *, first: str = "utf-8") -> str:
    """
    Return the text of a CSV file, read in the encoding `first`, or else in the other one.

    A byte order mark is no part of it. What decodes with zero bytes in it is in a third encoding.

    :raises NotText: if it is text in neither.
    """
    for encoding in sorted(ENCODINGS, key=lambda one: one != first):
        try:
            text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotText


def lines_of(text: str, *, separator: str = ",") -> list[list[str]]:
    """
    Return the lines of a CSV file, each with its cells.

    :raises NotText: if a cell is longer than any that people write (128 KB): a quote that nobody closed.
    """
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise NotText from error
