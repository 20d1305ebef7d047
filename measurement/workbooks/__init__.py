"""Monthly registers by workbook: of one measure, or of all the measures of a case."""
