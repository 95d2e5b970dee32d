"""The facts of the register and of people: one query a type, over the tables of `world`.

Each query gives `n` (unique within the type), `moment` (the instant,
    microseconds) and fields of the type by name; see `generate.wrapped`.
"""

from __future__ import annotations

from world import DAY_US, T1

_ATTRIBUTES = """
    'u' || u AS unit, platform, r(a, 200) < 0.99 AS platform_approved, 'h' || a AS handle,
    short || u || CASE WHEN k > 0 AND r(a, 201) < 0.03 THEN '政务' ELSE '发布' END AS account_name, medium,
    short || '第' || u || CASE WHEN k > 0 AND r(a, 202) < 0.02 THEN '中心' ELSE '局' END AS verified_as,
    CASE WHEN r(a, 203) < 0.01 THEN 'internal_body' END AS verified_kind, r(a, 204) < 0.99 AS real_name,
    CASE WHEN r(a, 205) < 0.01 THEN 'campaign' ELSE 'standing' END AS purpose,
    CASE WHEN r(a, 206) < 0.01 THEN 'off' ELSE 'on' END AS messaging,
    CASE WHEN r(a, 207) < 0.5 THEN CASE WHEN r(a, 208) < 0.02 THEN 'off' ELSE 'on' END END AS letters,
    CASE WHEN r(a, 209) < 0.5 THEN CASE WHEN r(a, 210) < 0.02 THEN 'off' ELSE 'on' END END AS comments,
    CASE WHEN medium = 'client' THEN r(a, 211) < 0.97 END AS ipv6,
    r(a, 212) < 0.01 AS news_service, r(a, 213) < 0.05 AS entrusted,
    CASE WHEN r(a, 214) < 0.1 THEN CASE WHEN r(a, 215) < 0.95 THEN 'https://zwfw.example.gov.cn/' || u
        ELSE 'https://example.com/' || u END END AS service_link,
    CASE WHEN medium = 'client' THEN pick(a, 216, 1, 3) END AS protection_grade,
    CASE WHEN medium = 'client'
        THEN region || format('{:05d}', 1 + u % 99999) || '-' || format('{:05d}', 1 + a % 99999)
        END AS protection_number
"""

_ROLES = """(VALUES (0, 'principal'), (1, 'leader_in_charge'), (2, 'editor'), (3, 'reviewer'), (4, 'technician'),
    (5, 'custodian'), (6, 'operator')) roles(i, role)"""

_LEAVING = f"""
    SELECT u * 16 + i AS n, u, i, role, start, pick(u * 16 + i, 220, 20, 340) AS d
    FROM units, {_ROLES}
    WHERE r(u * 16 + i, 221) < 0.05 AND NOT late AND fin > {T1} AND r(u * 16 + i, 222) < 0.985
"""

QUERIES: dict[str, str] = {
    "unit.registered": """
        SELECT u AS n, start AS moment, 'u' || u AS unit, CASE WHEN competent THEN body
            ELSE short || '第' || u || '局' END AS unit_name,
            CASE WHEN r(u, 230) < 0.5 THEN short || u || '局' END AS short_name, level, region,
            CASE WHEN NOT competent THEN 'u' || root END AS parent, kind, r(u, 231) < 0.005 AS classified,
            r(u, 232) < 0.99 AS public_function, CASE WHEN kind = 'party_organ'
                THEN r(u, 233) < 0.5 END AS by_reference,
            r(u, 234) < 0.005 AS of_ministry, competent, r(u, 235) < 0.98 AS dedicated_department
        FROM units""",
    "unit.changed": f"""
        SELECT u AS n, ts(d, work(u, 240)) AS moment, 'u' || u AS unit, short || u || '局' AS short_name
        FROM (SELECT *, pick(u, 241, 10, 350) AS d FROM units)
        WHERE r(u, 242) < 0.01 AND ts(d, 0) > start AND ts(d + 1, 0) < least(fin, {T1})""",
    "unit.dissolved": """
        SELECT u AS n, fin AS moment, 'u' || u AS unit FROM units""",
    "account.opened": f"""
        SELECT a AS n, start AS moment, 'a' || a AS account, CASE WHEN r(a, 250) < 0.97
            THEN 'ap' || a * 8 END AS application,
            {_ATTRIBUTES} FROM accounts WHERE opened""",
    "account.listed": f"""
        SELECT a AS n, start AS moment, 'a' || a AS account, {_ATTRIBUTES} FROM accounts WHERE NOT opened""",
    "account.launched": f"""
        SELECT a AS n, start + pick(a, 251, 1, 20) * {DAY_US} AS moment, 'a' || a AS account,
            'ap' || a * 8 AS application
        FROM accounts WHERE opened AND r(a, 252) < 0.98""",
    "account.changed": """
        SELECT x AS n, t AS moment, 'a' || a AS account, CASE WHEN what = 'naming'
            THEN short || u || '融媒' END AS account_name,
            CASE WHEN what = 'verification' THEN short || '第' || u || '局' END AS verified_as,
            CASE WHEN r(x, 253) < 0.15 THEN list_distinct([what, 'contact']) ELSE [what] END AS changes
        FROM changes""",
    "account.suspended": """
        SELECT x AS n, t AS moment, 'a' || a AS account, CASE WHEN r(x, 254) < 0.1 THEN 'emergency'
            WHEN r(x, 254) < 0.6 THEN 'rectification' ELSE 'upgrade' END AS reason,
            CASE WHEN r(x, 254) < 0.1 THEN 'force_majeure' END AS cause,
                CASE WHEN r(x, 254) < 0.1 THEN r(x, 255) < 0.9 END AS proven,
            CASE WHEN r(x, 254) >= 0.1 AND r(x, 256) < 0.97 THEN 'ap' || x END AS application
        FROM matters WHERE kind = 'suspension'""",
    "account.resumed": """
        SELECT a * 2 AS n, res AS moment, 'a' || a AS account FROM accounts
        UNION ALL SELECT a * 2 + 1, res2, 'a' || a FROM accounts""",
    "account.migrated": f"""
        SELECT a AS n, fin - pick(a, 257, 1, 9) * {DAY_US} AS moment, 'a' || a AS account FROM accounts
        WHERE ended IN ('closed', 'cancelled') AND r(a, 258) < 0.95""",
    "account.closed": """
        SELECT a AS n, fin AS moment, 'a' || a AS account, CASE WHEN r(a, 259) < 0.5 THEN 'unmaintained'
            WHEN r(a, 259) < 0.97 THEN 'consolidation' ELSE 'other_closure' END AS reason,
                'ap' || a * 8 + 3 AS application
        FROM accounts WHERE ended = 'closed'""",
    "account.cancelled": f"""
        SELECT a AS n, fin + CASE ended WHEN 'closed' THEN pick(a, 260, 1, 20) * {DAY_US} ELSE 0 END AS moment,
            'a' || a AS account,
            CASE WHEN r(a, 261) < 0.96 THEN 'unmaintained' ELSE 'other_closure' END AS reason,
                'ap' || a * 8 + 3 AS application
        FROM accounts WHERE ended = 'cancelled' OR ended = 'closed' AND r(a, 262) < 0.5""",
    "account.exited": """
        SELECT a AS n, fin AS moment, 'a' || a AS account, 'ap' || a * 8 + 4 AS application FROM accounts
            WHERE ended = 'exited'""",
    "staff.assigned": f"""
        SELECT u * 16 + i AS n, start + 1800000000 + floor(r(u * 16 + i, 223) * 1800)::BIGINT * 1000000 AS moment,
            's' || u * 16 + i AS staff,
            'w' || u || '-' || i AS person, 'u' || u AS unit, role, CASE WHEN i < 2
                THEN r(u * 16 + i, 224) < 0.98 END AS on_leadership_team,
            i = 6 AND r(u * 16 + i, 225) < 0.97 AS full_time
        FROM units, {_ROLES} WHERE r(u * 16 + i, 222) < 0.985
        UNION ALL
        SELECT n + 8, ts(d + pick(n, 226, -2, 4), work(n, 227)), 's' || n + 8, 'w' || u || '-' || i + 8, 'u' || u,
            role,
            CASE WHEN i < 2 THEN true END, i = 6
        FROM ({_LEAVING}) WHERE r(n, 228) < 0.93""",
    "staff.left": f"""
        SELECT n, ts(d, work(n, 229)) AS moment, 's' || n AS staff, 'u' || u AS unit,
            DATE '2025-01-01' + d AS last_day FROM ({_LEAVING})""",
    "password.changed": f"""
        SELECT a * 4 + q AS n, ts(d, work(a * 4 + q, 270)) AS moment, 'a' || a AS account, 'u' || u AS unit,
            NULL AS staff
        FROM (SELECT *, pick(a * 4 + q, 271, 91 * q + 1, 91 * q + 88) AS d FROM living, range(4) g(q))
        WHERE ts(d, 0) > start AND ts(d + 1, 0) < until AND r(a * 4 + q, 272) < 0.96
        UNION ALL
        SELECT 10000000000 + n, ts(d + pick(n, 273, 0, 4), evening(n, 274)), 'a' || u * 4, 'u' || u, 's' || n
        FROM ({_LEAVING}) JOIN (SELECT u, fin, start AS since FROM accounts WHERE k = 0) USING (u)
        WHERE r(n, 275) < 0.93 AND ts(d, 0) > since AND ts(d + 5, 0) < fin""",
    "equipment.returned": f"""
        SELECT n, ts(d + pick(n, 276, -3, 6), evening(n, 277)) AS moment, 's' || n AS staff, 'u' || u AS unit
        FROM ({_LEAVING}) WHERE r(n, 278) < 0.94""",
    "publisher.authorised": """
        SELECT a AS n, start + 600000000 AS moment, 'a' || a AS account, 'u' || u AS unit,
            'w' || u || '-6' AS publisher,
            CASE WHEN r(a, 280) < 0.9 THEN DATE '2025-12-31' END AS until_day
        FROM accounts WHERE place = 'linyi' AND r(a, 281) < 0.97""",
}
"""By type. Rows at or after the end of 2025 are left out by the caller."""
