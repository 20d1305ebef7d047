"""
What cells are counted from, as SQL: transfers of kilograms, of won that firms received, and readings.

The increment and the recount read the same texts, so that they can't come to differ in what they mean.
"""

from measurement.methods import ELECTRICITY
from reporting.tallies.figures import RECEIVED

#: figures of a cell and of a total, in the order of their columns
FIGURES = ("verified_kg", "claimed_kg", "readings", "metered_kwh", "paid_won")
#: what a subject is counted by, in the order of its columns
COORDINATES = (
    "program_key", "consortium_key", "anchor_key", "support_model", "firm_key", "tier", "technology",
    "region", "sector", "rules", "part_from", "part_until", "part_of", "missing",
)  # fmt: skip

#: kilogram accounts by the lot and the consortium to whose share they belong (docs/ledger.md)
PLACES = """
    SELECT id AS account, owner_id AS lot, substr(code, 7)::bigint AS consortium, false AS is_claim
      FROM ledger_account
     WHERE unit = 'KGCO2E' AND owner_kind = 'lot' AND starts_with(code, 'share:')
       AND length(code) BETWEEN 7 AND 24 AND translate(substr(code, 7), '0123456789', '') = ''
    UNION ALL
    SELECT id, split_part(code, ':', 2)::bigint, split_part(code, ':', 3)::bigint, true
      FROM ledger_account
     WHERE unit = 'KGCO2E' AND owner_kind = 'claim' AND starts_with(code, 'lot:')
       AND translate(substr(code, 5), '0123456789', '') = ':'
       AND length(split_part(code, ':', 2)) BETWEEN 1 AND 18
       AND length(split_part(code, ':', 3)) BETWEEN 1 AND 18
"""

#: what a claim could no longer cover, by the part of it that was restated: the part that the transfer's key
#: ends in, or its only one; lot 0 of consortium 0 where neither tells
SHORTFALLS = r"""
    SELECT t.id, t.effective_on, side.sign * t.amount AS kilograms,
           coalesce(part.lot, 0) AS lot, coalesce(part.consortium, 0) AS consortium
      FROM ledger_account a
      CROSS JOIN LATERAL (
          SELECT t.*, v.code AS other, -1 AS sign
            FROM ledger_transfer t JOIN ledger_account v ON v.id = t.target_id
           WHERE t.source_id = a.id AND v.owner_kind = 'outside'
          UNION ALL
          SELECT t.*, v.code, 1 FROM ledger_transfer t JOIN ledger_account v ON v.id = t.source_id
           WHERE t.target_id = a.id AND v.owner_kind = 'outside'
      ) t CROSS JOIN LATERAL (SELECT t.sign) side(sign)
      LEFT JOIN LATERAL (
          SELECT p.lot, p.consortium FROM (
              SELECT split_part(c.code, ':', 2)::bigint AS lot,
                     split_part(c.code, ':', 3)::bigint AS consortium,
                     right(t.key, length(c.code) - 3) = substr(c.code, 4) AS is_named,
                     count(*) OVER () AS parts
                FROM ledger_account c
               WHERE c.owner_kind = 'claim'
                 AND c.owner_id = substring(a.code FROM '^shortfall:(\d{1,18})$')::bigint
                 AND c.code ~ '^lot:\d{1,18}:\d{1,18}$'
          ) p WHERE p.is_named OR p.parts = 1 LIMIT 1
      ) part ON true
     WHERE a.unit = 'KGCO2E' AND a.owner_kind = 'outside' AND a.code ~ '^shortfall:\d{1,18}$'
       AND t.other = 'verified'
"""

#: the two sides of a transfer: sign, column of the account looked at, column of the other
_SIDES = ((1, "target_id", "source_id"), (-1, "source_id", "target_id"))
_MOVED = " UNION ALL ".join(
    f"""
    SELECT t.id, p.lot, p.consortium, date_trunc('month', t.effective_on)::date AS month,
           CASE WHEN p.is_claim OR other.owner_kind <> 'outside' OR other.code <> 'verified' THEN 0
                ELSE {sign} * t.amount END AS verified_kg,
           CASE WHEN p.is_claim THEN {sign} * t.amount ELSE 0 END AS claimed_kg
      FROM ({PLACES}) p JOIN ledger_transfer t ON t.{ours} = p.account
      JOIN ledger_account other ON other.id = t.{theirs}
    """  # noqa: S608 - texts of this module
    for sign, ours, theirs in _SIDES
)
#: every kilogram that was verified (or taken back) and claimed (or released), by lot, consortium and month
MOVES = f"""
    {_MOVED}
    UNION ALL
    SELECT s.id, s.lot, s.consortium, date_trunc('month', s.effective_on)::date, s.kilograms, 0
      FROM ({SHORTFALLS}) s
"""  # noqa: S608 - texts of this module

#: codes of accounts in which subsidy lies with the firm of its case
RECEIVED_CODES = ", ".join(f"'{code}'" for code in RECEIVED)
#: every won that came to lie with the firm of a case (or left it again), by case and month
RECEIPTS = " UNION ALL ".join(
    f"""
    SELECT t.id, a.owner_id AS item, date_trunc('month', t.effective_on)::date AS month,
           {sign} * t.amount AS won
      FROM ledger_account a JOIN ledger_transfer t ON t.{ours} = a.id
     WHERE a.unit = 'KRW' AND a.owner_kind = 'application' AND a.code IN ({RECEIVED_CODES})
    """  # noqa: S608 - texts of this module
    for sign, ours, _theirs in _SIDES
)

#: kilowatt hours of a meter's unit; 0 for what is no electricity that equipment takes
KWH_OF_A_UNIT = f"""
    CASE WHEN m.quantity NOT IN ({", ".join(f"'{name}'" for name in ELECTRICITY)}) THEN 0
         WHEN m.unit = 'kWh' THEN 1 WHEN m.unit = 'MWh' THEN 1000 ELSE 0 END
"""


def of_lots(only: str = "") -> str:
    """Return cells of lots from the transfers up to %(upto)s; `only` joins what they are narrowed to."""
    return f"""
        SELECT s.id AS subject_id, v.month, sum(v.verified_kg)::bigint AS verified_kg,
               sum(v.claimed_kg)::bigint AS claimed_kg, 0 AS readings,
               0::numeric AS metered_kwh, 0::bigint AS paid_won
          FROM ({MOVES}) v
          JOIN tallies_subject s ON s.kind = 'LOT' AND s.item = v.lot AND s.share = v.consortium {only}
         WHERE v.id <= %(upto)s
         GROUP BY s.id, v.month HAVING sum(v.verified_kg) <> 0 OR sum(v.claimed_kg) <> 0
    """  # noqa: S608


def of_readings(only: str = "") -> str:
    """Return cells of measures from their current readings; `only` joins what they are narrowed to."""
    return f"""
        SELECT s.id AS subject_id, g.month, 0::bigint AS verified_kg, 0::bigint AS claimed_kg,
               g.readings, g.metered_kwh, 0::bigint AS paid_won
          FROM (
              SELECT m.measure_id, r.month, count(*)::int AS readings,
                     sum((r.closing - r.opening + r.carried) * {KWH_OF_A_UNIT}) AS metered_kwh
                FROM measurement_reading r JOIN measurement_meter m ON m.id = r.meter_id {only}
               WHERE r.superseded_at IS NULL GROUP BY m.measure_id, r.month
          ) g
          JOIN tallies_subject s ON s.kind = 'MEASURE' AND s.item = g.measure_id AND s.share = 0
    """  # noqa: S608


def of_cases(only: str = "") -> str:
    """
    Return cells of parts of cases from the receipts up to %(upto)s; `only` joins what they are narrowed to.

    A month's won go to the parts by what these cost, each boundary rounded down, so that none is lost.
    """
    return f"""
        SELECT s.id AS subject_id, g.month, 0::bigint AS verified_kg, 0::bigint AS claimed_kg, 0 AS readings,
               0::numeric AS metered_kwh,
               (floor(g.won * s.part_until / s.part_of) - floor(g.won * s.part_from / s.part_of))::bigint
                   AS paid_won
          FROM (
              SELECT v.item, v.month, sum(v.won)::numeric AS won FROM ({RECEIPTS}) v
               WHERE v.id <= %(upto)s GROUP BY v.item, v.month HAVING sum(v.won) <> 0
          ) g
          JOIN tallies_subject s ON s.kind = 'CASE' AND s.item = g.item {only}
    """  # noqa: S608
