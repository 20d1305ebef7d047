"""Where every subject stands now, as SQL: its coordinates, and what its place in the chain lacks."""

from reporting.tallies.kept.sources import PLACES, RECEIVED_CODES, SHORTFALLS

_OF_LOT = """
    SELECT e.measure_id, jsonb_agg(DISTINCT jsonb_build_array(x.regulation, NULL, NULL)) AS rules, s.id AS lot
      FROM statements_statement s
      JOIN measurement_measureexposure e ON e.measure_id = s.measure_id
      JOIN firms_exposure x ON x.id = e.exposure_id
       AND x.since <= s.period_until AND (x.ended_on IS NULL OR x.ended_on >= s.period_from)
     GROUP BY s.id, e.measure_id
"""
_OF_MEASURE = """
    SELECT e.measure_id,
           jsonb_agg(DISTINCT jsonb_build_array(x.regulation, x.since, x.ended_on)) AS rules
      FROM measurement_measureexposure e JOIN firms_exposure x ON x.id = e.exposure_id
     GROUP BY e.measure_id
"""

#: what a subsidy case that was paid buys, in parts: from where to where in the sum of its costs each lies
_PARTS = f"""
    SELECT a.id AS item, coalesce(p.number, 0) AS share, a.consortium_id, a.firm_id,
           coalesce(p.what, 'none') AS technology, coalesce(p.until - p.won, 0) AS part_from,
           coalesce(p.until, 1) AS part_until, coalesce(p.whole, 1) AS part_of
      FROM applications_application a
      LEFT JOIN (
          SELECT application_id, what, won, row_number() OVER w - 1 AS number, sum(won) OVER w AS until,
                 sum(won) OVER (PARTITION BY application_id) AS whole
            FROM (
                SELECT i.application_id, sum(i.cost_won)::bigint AS won,
                       coalesce(t.code, CASE i.cost_kind WHEN 'EQUIPMENT' THEN 'none' ELSE i.cost_kind END)
                           AS what
                  FROM applications_costitem i LEFT JOIN programs_technology t ON t.id = i.technology_id
                 GROUP BY i.application_id, what
            ) bought
          WINDOW w AS (PARTITION BY application_id ORDER BY what)
      ) p ON p.application_id = a.id
     WHERE a.kind = 'GRANT' AND a.grant_kind <> 'CONTRIBUTION'
       AND EXISTS (SELECT 1 FROM ledger_account l
                    WHERE l.unit = 'KRW' AND l.owner_kind = 'application' AND l.owner_id = a.id
                      AND l.code IN ({RECEIVED_CODES}))
"""  # noqa: S608
_OF_CASE = """
    SELECT item, jsonb_agg(jsonb_build_array(regulation, NULL, NULL) ORDER BY regulation) AS rules FROM (
        SELECT i.application_id AS item, x.regulation FROM applications_costitem i
          JOIN measurement_measureexposure e ON e.measure_id = i.measure_id
          JOIN firms_exposure x ON x.id = e.exposure_id
        UNION
        SELECT g.application_id, d.regulation FROM disbursements_deliverable d
          JOIN disbursements_grant g ON g.id = d.grant_id WHERE d.regulation <> ''
    ) served GROUP BY item
"""

#: where every subject stands now. `missing` says what its place lacks; it is counted all the same
STANDS = f"""
    WITH own AS (
        SELECT 'MEASURE' AS kind, m.id AS item, 0::bigint AS share, m.consortium_id, m.firm_id,
               tech.code AS technology, coalesce(r.rules, '[]'::jsonb) AS rules, true AS is_known,
               0::bigint AS part_from, 1::bigint AS part_until, 1::bigint AS part_of
          FROM measurement_measure m LEFT JOIN programs_technology tech ON tech.id = m.technology_id
          LEFT JOIN ({_OF_MEASURE}) r ON r.measure_id = m.id
        UNION ALL
        SELECT 'LOT', p.lot, p.consortium, p.consortium, s.firm_id, tech.code,
               coalesce(r.rules, '[]'::jsonb), s.id IS NOT NULL, 0, 1, 1
          FROM (SELECT lot, consortium FROM ({PLACES}) q UNION SELECT lot, consortium FROM ({SHORTFALLS}) q) p
          LEFT JOIN statements_statement s ON s.id = p.lot
          LEFT JOIN measurement_measure m ON m.id = s.measure_id
          LEFT JOIN programs_technology tech ON tech.id = m.technology_id
          LEFT JOIN ({_OF_LOT}) r ON r.lot = s.id
        UNION ALL
        SELECT 'CASE', p.item, p.share, p.consortium_id, p.firm_id, p.technology,
               coalesce(r.rules, '[]'::jsonb), true, p.part_from::bigint, p.part_until::bigint,
               p.part_of::bigint
          FROM ({_PARTS}) p LEFT JOIN ({_OF_CASE}) r ON r.item = p.item
    )
    SELECT own.kind, own.item, own.share,
           coalesce(c.program_id, 0) AS program_key, own.consortium_id AS consortium_key,
           coalesce(c.anchor_id, 0) AS anchor_key, coalesce(sm.code, 'none') AS support_model,
           coalesce(own.firm_id, 0) AS firm_key, coalesce(mem.tier, 0) AS tier,
           coalesce(own.technology, 'none') AS technology, coalesce(f.region, 'none') AS region,
           CASE WHEN f.id IS NULL THEN 'none' WHEN length(f.sector) >= 3 THEN left(f.sector, 3)
                ELSE left(f.sector, 1) END AS sector,
           own.rules, own.part_from, own.part_until, own.part_of,
           CASE WHEN NOT own.is_known THEN 'STATEMENT' WHEN c.id IS NULL THEN 'CONSORTIUM'
                WHEN mem.id IS NULL THEN 'MEMBER'
                WHEN mem.tier > 0 AND above.id IS NULL THEN 'UPSTREAM' ELSE '' END AS missing
      FROM own
      LEFT JOIN programs_consortium c ON c.id = own.consortium_id
      LEFT JOIN programs_supportmodel sm ON sm.id = c.support_model_id
      LEFT JOIN firms_firm f ON f.id = own.firm_id
      LEFT JOIN programs_member mem ON mem.consortium_id = c.id AND mem.firm_id = f.id
      LEFT JOIN programs_member above ON above.id = mem.upstream_id
"""  # noqa: S608 - texts of this module
