"""The facts of safety and supervision: incidents, patrols, inspections, bulletins, attestations; one query a type.

See `facts_register` for what a query gives.
"""

from __future__ import annotations

from world import DAY_US, DAYS, T1

TABLES = """
CREATE TABLE inspections AS
SELECT 1000000000000 + a * 2 + h AS n, a, u, root, t, CASE WHEN r(a * 2 + h, 500) < 0.95 THEN 'pass'
    ELSE 'fail' END AS result,
    ts(day(t) + pick(a * 2 + h, 501, 15, 40), 0) AS due
FROM (SELECT *, ts(pick(a * 2 + h, 502, 182 * h + 2, 182 * h + 180), work(a * 2 + h, 503)) AS t FROM living,
    range(2) g(h))
WHERE t > start AND t < until AND r(a * 2 + h, 504) < 0.97
"""

_HOUR = 3_600_000_000

QUERIES: dict[str, str] = {
    "incident.found": """
        SELECT i AS n, t AS moment, 'in' || i AS incident, 'u' || u AS unit, 'a' || a AS account, kind, severity,
            CASE WHEN kind IN ('public_opinion', 'rumour')
                THEN one(i, 510, ['improper_content', 'stolen_account', 'other_cause']) END AS cause
        FROM incidents""",
    "incident.verified": f"""
        SELECT i AS n, t + pick(i, 511, 1, 20) * {_HOUR} AS moment, 'in' || i AS incident, 'u' || u AS unit,
            'a' || a AS account
        FROM incidents WHERE kind = 'impersonation' AND r(i, 512) < 0.96""",
    "incident.handled": f"""
        SELECT i AS n, t + pick(i, 513, 1, 30) * {_HOUR} AS moment, 'in' || i AS incident, 'u' || u AS unit,
            'a' || a AS account
        FROM incidents WHERE kind IN ('impersonation', 'unlawful_content', 'attack') AND r(i, 514) < 0.96""",
    "incident.reported": f"""
        SELECT i * 8 + j AS n, t + pick(i * 8 + j, 515, 21, 50) * {_HOUR} AS moment, 'in' || i AS incident,
            'u' || u AS unit, 'a' || a AS account,
            addressee AS "to", NULL AS message
        FROM incidents, (VALUES (0, '公安机关'), (1, '网信办'), (2, '政务信息化服务中心'), (3, '平台运营方')) s(j,
            addressee)
        WHERE CASE WHEN kind = 'impersonation' THEN true WHEN kind IN ('attack', 'leak') THEN j = 0 ELSE j = 1
            AND severity = 'major' END
            AND r(i * 8 + j, 516) < 0.95
        UNION ALL
        SELECT 10000000000 + m, t + pick(m, 517, 1, 40) * {_HOUR}, 'im' || m, 'u' || u, 'a' || a, '公安机关', 'm' || m
        FROM messages WHERE kind = 'unlawful' AND r(m, 518) < 0.94""",
    "conduct.found": f"""
        SELECT a AS n, t AS moment, 'a' || a AS account, 'u' || u AS unit,
            one(a, 519, ['bought_followers', 'faked_figures', 'forced_download', 'forced_praise', 'precondition',
                'forced_promotion', 'commercial_activity', 'unrelated_praise', 'unlawful_advertising',
                'harmful_content', 'disruption', 'public_harm', 'not_updated', 'careless_handling', 'weak_execution',
                'poor_rectification', 'negligence', 'public_dissatisfaction']) AS kind
        FROM (SELECT *, ts(pick(a, 520, 3, {DAYS - 3}), work(a, 521)) AS t FROM living WHERE r(a, 522) < 0.008)
        WHERE t > start AND t < until""",
    "training.held": f"""
        SELECT u * 2 + j AS n, t AS moment, 'u' || u AS unit
        FROM (SELECT *, ts(pick(u * 2 + j, 523, 40, 360), work(u * 2 + j, 524)) AS t FROM units, range(2) g(j)
            WHERE r(u * 2 + j, 525) < CASE j WHEN 0 THEN 0.96 ELSE 0.3 END)
        WHERE t > start AND t < least(fin, {T1})""",
    "patrol.done": f"""
        SELECT u * 1000 + d AS n, ts(d, 21600 + r(u * 1000 + d, 526) * 64800) AS moment, 'u' || u AS unit,
            'w' || u || '-' || d % 3 AS "by"
        FROM (SELECT * FROM units WHERE place = 'jiaxian'), range({DAYS}) g(d)
        WHERE r(u * 1000 + d, 527) < 0.99 AND ts(d, 21600) > start AND ts(d + 1, 0) < fin""",
    "inspection.held": f"""
        SELECT n, t AS moment, 'u' || root AS unit, 'a' || a AS account, NULL AS "round",
            'u' || u AS "of", 'county' AS by_level, result,
            CASE WHEN result = 'fail' THEN r(n, 528) < 0.1 END AS vetoed
        FROM inspections
        UNION ALL
        SELECT u * 1000 + d, ts(d, work(u * 1000 + d, 529)), 'u' || u, NULL, 'daily', NULL, level, NULL, NULL
        FROM units, range({DAYS}) g(d) WHERE competent AND place = 'jiaxian' AND r(u * 1000 + d, 530) < 0.995
        UNION ALL
        SELECT u * 1000 + 400 + m, ts(m * 30 + pick(u * 1000 + m, 531, 3, 28), work(u * 1000 + m, 532)), 'u' || u,
            NULL, 'monthly', NULL,
            level, CASE WHEN r(u * 1000 + m, 533) < 0.9 THEN 'pass' ELSE 'fail' END, NULL
        FROM units, range(12) g(m) WHERE competent AND r(u * 1000 + m, 534) < 0.98
        UNION ALL
        SELECT u * 1000 + 420 + q, ts(q * 91 + pick(u * 1000 + q, 535, 5, 80), work(u * 1000 + q, 536)), 'u' || u,
            NULL, 'quarterly', NULL,
            level, 'pass', NULL
        FROM units, range(4) g(q) WHERE competent AND r(u * 1000 + q, 537) < 0.98""",
    "survey.held": f"""
        SELECT u AS n, t AS moment, 'u' || u AS unit, r(u, 538) < 0.2 AS problems_found
        FROM (SELECT *, ts(pick(u, 539, 10, 360), work(u, 540)) AS t FROM units WHERE r(u, 541) < 0.6)
        WHERE t > start AND t < least(fin, {T1})""",
    "bulletin.published": f"""
        SELECT a * 4 + q AS n, t AS moment, 'u' || u AS unit, 'a' || a AS account,
            'u' || root AS "by", 'county' AS by_level, 'quarterly' AS "round",
            ['2024-Q4', '2025-Q1', '2025-Q2', '2025-Q3'][q + 1] AS "period",
            1 + (rank_ % 110) AS "rank", 110 - (rank_ % 110) AS rank_from_last,
            CASE WHEN rank_ % 110 < 12 THEN 'excellent' WHEN r(a * 4 + q, 550) < 0.98 THEN 'qualified'
                ELSE 'unqualified' END AS standing,
            NULL::BOOLEAN AS vetoed, NULL::BOOLEAN AS grave
        FROM (SELECT *, ts(q * 91 + pick(a * 4 + q, 551, 12, 25), work(a * 4 + q, 552)) AS t,
            pick(a, 553, 0, 109) + pick(a * 4 + q, 554, 0, 8) AS rank_
            FROM living, range(4) g(q))
        WHERE t > start AND t < until AND r(a * 4 + q, 555) < 0.98
        UNION ALL
        SELECT n, t + pick(n, 556, 1, 6) * {DAY_US}, 'u' || u, 'a' || a, 'u' || root,
            CASE WHEN r(n, 557) < 0.8 THEN 'county' WHEN r(n, 557) < 0.95 THEN 'city' ELSE 'province' END, 'daily',
                NULL, NULL, NULL,
            CASE WHEN r(n, 558) < 0.5 THEN 'named' ELSE 'unqualified' END, r(n, 559) < 0.1, r(n, 560) < 0.05
        FROM inspections WHERE result = 'fail' AND r(n, 561) < 0.93""",
    "supervision.published": """
        SELECT u * 100 + m AS n, ts(m * 30 + pick(u * 100 + m, 562, 5, 29), work(u * 100 + m, 563)) AS moment,
            'u' || u AS unit, 'monthly' AS "round",
            '2025-' || lpad((m + 1)::VARCHAR, 2, '0') AS "period", r(u * 100 + m, 564) < 0.7 AS internal
        FROM units, range(12) g(m) WHERE competent AND r(u * 100 + m, 565) < 0.98
        UNION ALL
        SELECT u * 100 + 20 + q, ts(q * 91 + pick(u * 100 + q, 566, 60, 89), work(u * 100 + q, 567)),
            'u' || u, 'quarterly', '2025-Q' || q + 1,
            r(u * 100 + 20 + q, 568) < 0.05
        FROM units, range(4) g(q) WHERE competent AND r(u * 100 + 20 + q, 569) < 0.98
        UNION ALL
        SELECT u * 100 + 30, ts(358, work(u, 570)), 'u' || u, 'annual', '2025', false FROM units WHERE competent""",
    "assessment.held": """
        SELECT u AS n, ts(pick(u, 571, 335, 356), work(u, 572)) AS moment, 'u' || u AS unit, 2025 AS "year"
        FROM units WHERE competent AND r(u, 573) < 0.97""",
    "assessment.published": f"""
        SELECT u AS n, ts(pick(u, 574, 350, 363), work(u, 575)) AS moment, 'u' || u AS unit,
            'u' || root AS "by", 2025 AS "year",
            CASE WHEN r(u, 576) < 0.1 THEN 'excellent' WHEN r(u, 576) < 0.97 THEN 'qualified'
                ELSE 'unqualified' END AS standing
        FROM units WHERE NOT competent AND fin > {T1}""",
    "rectification.ordered": f"""
        SELECT n, t + pick(n, 577, 1, 60) * {_HOUR} AS moment, 'o' || n AS "order", 'u' || u AS unit,
            'a' || a AS account,
            DATE '2025-01-01' + day(due) AS due_day
        FROM inspections WHERE result = 'fail' AND r(n, 578) < 0.95""",
    "rectification.completed": f"""
        SELECT n, due + (86399 - floor(r(n, 580) * r(n, 581) * 900000))::BIGINT * 1000000
                + CASE WHEN r(n, 582) < 0.95 THEN 0 ELSE 3 * {DAY_US} END AS moment,
            'o' || n AS "order", 'u' || u AS unit, 'a' || a AS account
        FROM inspections WHERE result = 'fail' AND r(n, 578) < 0.95 AND r(n, 579) < 0.95""",
    "report.submitted": f"""
        SELECT u AS n, t AS moment, 'u' || u AS unit, CASE WHEN r(u, 583) < 0.4 THEN '停更说明'
            ELSE '整改落实情况' END AS kind,
            CASE WHEN r(u, 583) < 0.4 THEN '市政务公开办公室' ELSE '市政府办公室' END AS "to",
            CASE WHEN r(u, 583) < 0.4 THEN NULL WHEN r(u, 584) < 0.95 THEN
                ['number_of_accounts', 'basic_situation', 'results', 'problems', 'rectification_done', 'suggestions']
                ELSE ['number_of_accounts', 'results'] END AS "parts",
            CASE WHEN r(u, 583) < 0.4 THEN r(u, 585) < 0.1 END AS cannot_continue
        FROM (SELECT *, ts(pick(u, 586, 10, 360), work(u, 587)) AS t FROM units WHERE r(u, 588) < 0.15)
        WHERE t > start AND t < least(fin, {T1})""",
    "attestation.recorded": f"""
        SELECT n, t AS moment, 'u' || u AS unit, 'a' || a AS account, rule,
            CASE WHEN r(n, 590) < 0.98 THEN 'pass' ELSE 'fail' END AS result,
            'w' || u || '-1' AS "by", about
        FROM (
            SELECT u * 256 + i AS n, u, NULL::BIGINT AS a, rule, NULL AS about, start, least(fin, {T1}) AS until,
                ts(CASE WHEN r(u * 256 + i, 591) < 0.6 THEN pick(u * 256 + i, 592, 320, 364)
                    ELSE pick(u * 256 + i, 592, 20, 364) END,
                    work(u * 256 + i, 593)) AS t
            FROM units JOIN attested USING (place) WHERE entity = 'unit'
            UNION ALL
            SELECT 1000000000000 + a * 256 + i, u, a, rule, NULL, start, until,
                ts(CASE WHEN r(a * 256 + i, 594) < 0.6 THEN pick(a * 256 + i, 595, 320, 364)
                    ELSE pick(a * 256 + i, 595, 20, 364) END,
                    work(a * 256 + i, 596))
            FROM living JOIN attested USING (place) WHERE entity = 'account'
            UNION ALL
            SELECT 2000000000000 + f.n * 256 + i, f.u, f.a, rule, 'f' || f.n, f.t, {T1},
                f.t + pick(f.n * 256 + i, 597, 2, 300) * {_HOUR}
            FROM filings f JOIN (SELECT a, place FROM accounts) USING (a) JOIN attested USING (place)
            WHERE entity = 'filing' AND system = 'competent_body'
        )
        WHERE t > start AND t < until AND r(n, 598) < 0.97""",
}
"""By type. Rows at or after the end of 2025 are left out by the caller."""
