"""Sums of cells by every dimension, as SQL: month by month, or with a fingerprint over all months."""

from reporting.tallies.kept.sources import FIGURES, KWH_OF_A_UNIT, of_cases, of_lots

#: sums of the figures, whatever the month
SUMS = ", ".join(
    f"sum({name}) AS {name}" if name == "metered_kwh" else f"sum({name})::bigint AS {name}"
    for name in FIGURES
)
#: dimension → column of the subject; the programme itself is what is left
_BY = {
    "CONSORTIUM": "consortium_key", "ANCHOR": "anchor_key", "SUPPORT_MODEL": "support_model", "TIER": "tier",
    "TECHNOLOGY": "technology", "REGION": "region", "SECTOR": "sector",
}  # fmt: skip
_MET_IN_MONTH = """
    SELECT DISTINCT x ->> 0 AS regulation FROM jsonb_array_elements(s.rules) x
     WHERE (x ->> 1 IS NULL OR (x ->> 1)::date < c.month + interval '1 month')
       AND (x ->> 2 IS NULL OR (x ->> 2)::date >= c.month)
"""


def totals(cells: str) -> str:
    """Return totals of these cells by every dimension and month; by export rule as often as one is served."""
    joined = f"({cells}) c JOIN tallies_subject s ON s.id = c.subject_id"
    sets = ", ".join(f"(program_key, {column}, month)" for column in _BY.values())
    which = " ".join(f"WHEN GROUPING({column}) = 0 THEN '{name}'" for name, column in _BY.items())
    keys = ", ".join(f"{column}::text" for column in _BY.values())
    return f"""
        SELECT program_key, CASE {which} ELSE 'PROGRAM' END AS dimension,
               coalesce({keys}, program_key::text) AS key, month, {SUMS}
          FROM {joined} GROUP BY GROUPING SETS ((program_key, month), {sets})
        UNION ALL
        SELECT program_key, 'REGULATION', coalesce(met.regulation, 'none'), month, {SUMS}
          FROM {joined} LEFT JOIN LATERAL ({_MET_IN_MONTH}) met ON s.rules <> '[]'::jsonb
         GROUP BY program_key, met.regulation, month
    """  # noqa: S608


#: a number of twenty bits drawn for each month, so that what differs in one can't be made up for in another
#: unnoticed
_DRAWN = "(hashint4(month - DATE '2000-01-01') >> 12)::bigint"
_WHOLE = f"{_DRAWN} * (verified_kg + 3 * claimed_kg + 5 * readings + 7 * paid_won)::numeric"
_KWH = f"{_DRAWN} * metered_kwh"
#: sums over all months, and fingerprints of the months: sums of each one's figures times its number
PRINTED = f"{SUMS}, sum({_WHOLE}) AS print_of_whole, sum({_KWH}) AS print_of_kwh"
_PRINTS = (*FIGURES, "print_of_whole", "print_of_kwh")
_SUMS_OF_PRINTS = ", ".join(f"sum({name}) AS {name}" for name in _PRINTS)
#: condition under which two sides of a comparison, k and c, are not the same
NOT_THE_SAME = " OR ".join(f"coalesce(k.{name}, 0) <> coalesce(c.{name}, 0)" for name in _PRINTS)
#: figures and fingerprints of measures; every reading is added up by its meter before anything is joined
_READINGS = f"""
    SELECT s.id AS subject_id, 0::bigint AS verified_kg, 0::bigint AS claimed_kg, sum(g.readings),
           sum(g.used * {KWH_OF_A_UNIT}), 0::bigint AS paid_won, sum(5 * g.drawn),
           sum(g.drawn_used * {KWH_OF_A_UNIT})
      FROM (
          SELECT meter_id, count(*) AS readings, sum(closing - opening + carried) AS used,
                 sum({_DRAWN}) AS drawn,
                 sum({_DRAWN} * (closing - opening + carried)) AS drawn_used
            FROM measurement_reading WHERE superseded_at IS NULL GROUP BY meter_id
      ) g
      JOIN measurement_meter m ON m.id = g.meter_id
      JOIN tallies_subject s ON s.kind = 'MEASURE' AND s.item = m.measure_id AND s.share = 0
     GROUP BY s.id
"""  # noqa: S608


def printed_sources() -> str:
    """Return figures and fingerprints of every subject from the transfers up to %(upto)s and all readings."""
    return f"""
        SELECT subject_id, {PRINTED} FROM ({of_lots()} UNION ALL {of_cases()}) c GROUP BY subject_id
        UNION ALL
        {_READINGS}
    """  # noqa: S608


def printed_totals(held: str) -> str:
    """Return figures and fingerprints of every part of every dimension, from the subjects in `held`."""
    joined = f"{held} h JOIN tallies_subject s ON s.id = h.subject_id"
    sets = ", ".join(f"(program_key, {column})" for column in _BY.values())
    which = " ".join(f"WHEN GROUPING({column}) = 0 THEN '{name}'" for name, column in _BY.items())
    keys = ", ".join(f"{column}::text" for column in _BY.values())
    of_month = ", ".join((*(f"c.{name}" for name in FIGURES), _WHOLE, _KWH))
    return f"""
        SELECT program_key, CASE {which} ELSE 'PROGRAM' END AS dimension,
               coalesce({keys}, program_key::text) AS key, {_SUMS_OF_PRINTS}
          FROM {joined} GROUP BY GROUPING SETS ((program_key), {sets})
        UNION ALL
        SELECT program_key, 'REGULATION', key, {_SUMS_OF_PRINTS} FROM (
            SELECT program_key, 'none' AS key, {", ".join(f"h.{name}" for name in _PRINTS)}
              FROM {joined} WHERE s.rules = '[]'::jsonb
            UNION ALL
            SELECT program_key, coalesce(met.regulation, 'none'), {of_month}
              FROM tallies_cell c JOIN tallies_subject s ON s.id = c.subject_id
              LEFT JOIN LATERAL ({_MET_IN_MONTH}) met ON true
             WHERE s.rules <> '[]'::jsonb
        ) served GROUP BY program_key, key
    """  # noqa: S608
