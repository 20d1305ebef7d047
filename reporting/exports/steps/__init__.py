"""What is handed over, step by step: the one table behind files, mapping sheet and docs page."""

from reporting.exports.steps.after import AFTER
from reporting.exports.steps.cases import CASES
from reporting.exports.steps.table import CHUNK, Column, Step, Table, Value

__all__ = ["CHUNK", "TABLES", "Column", "Step", "Table", "Value"]

TABLES: dict[str, Table] = {table.step: table for table in (*CASES, *AFTER)}
