"""The facts of procedure: applications, filings, notices, contracts, licences, waivers; one query a type.

See `facts_register` for what a query gives. Filings and notices are tables first, since others follow from them.
"""

from __future__ import annotations

from world import DAY_US, NEVER, T1

TABLES = f"""
CREATE TABLE filings AS
SELECT n, x, a, u, kind, system, t, incident,
    CASE WHEN r(n, 400) < 0.95 THEN ts(workday_after(day(t), pick(n, 401, 1, 4)), work(n, 402)) END AS accepted
FROM (
    SELECT x * 8 + i AS n, x, a, u, kind, system, ts(day(t) + pick(x * 8 + i, 403, 1, 9), work(x * 8 + i, 404)) AS t,
        NULL AS incident
    FROM (SELECT x, a, u, CASE WHEN kind IN ('closure', 'cancellation') THEN 'end' ELSE kind END AS kind,
        t FROM matters
        WHERE kind NOT IN ('closure', 'cancellation', 'suspension')
        UNION ALL SELECT a * 8 + 3, a, u, CASE ended WHEN 'closed' THEN 'closure' ELSE 'cancellation' END,
            fin FROM accounts
        WHERE ended IN ('closed', 'cancelled')),
        (VALUES (0, 'competent_body'), (1, 'national_system'), (2, 'provincial_platform')) s(i, system)
    WHERE r(x * 8 + i, 405) < 0.96
    UNION ALL
    SELECT x * 8 + 3, x, a, u, 'suspension', 'competent_body', t + pick(x, 406, 1, 30) * 3600000000, NULL
    FROM matters WHERE kind = 'suspension' AND (r(x, 254) < 0.1 OR r(x, 407) < 0.05)
    UNION ALL
    SELECT a * 8 + 7, a * 8 + 3, a, u, 'cancellation', 'national_system', ts(day(fin) + pick(a, 408, 5, 14),
        work(a, 409)), NULL
    FROM accounts WHERE ended = 'closed' AND r(a, 410) < 0.9
    UNION ALL
    SELECT 20000000000 + x * 4 + i, x, a, u, 'change', system,
        ts(workday_after(day(t), CASE WHEN r(x * 4 + i, 411) < 0.95 THEN pick(x * 4 + i, 412, 1, 2) ELSE 3 END),
            work(x * 4 + i, 413)), NULL
    FROM changes, (VALUES (0, 'competent_body'), (1, 'national_system'), (2, 'provincial_platform')) s(i, system)
    WHERE r(x * 4 + i, 414) < 0.95
    UNION ALL
    SELECT 30000000000 + i, i, a, u, 'incident_matter', 'higher_body', t + pick(i, 415, 2, 60) * 3600000000, 'in' || i
    FROM incidents WHERE kind IN ('impersonation', 'unlawful_content') AND r(i, 416) < 0.9
) WHERE t < {T1};

CREATE TABLE notices AS
SELECT *, CASE WHEN unit_kind <> 'government' THEN level WHEN level = 'county' THEN 'city' WHEN level = 'township'
    THEN 'county'
    ELSE 'province' END AS by_level
FROM (
    SELECT x * 4 + i AS n, a, u, level, unit_kind, 'opening' AS about, places,
        t + pick(x, 251, 1, 20) * {DAY_US} + 3600000000 AS t,
        t + (pick(x, 251, 1, 20) + CASE WHEN r(x * 4 + i, 420) < 0.96 THEN pick(x * 4 + i, 421, 31, 40)
            ELSE pick(x * 4 + i, 421, 20, 30) END) * {DAY_US} AS removed
    FROM matters, (VALUES (0, ['portal']), (1, ['new_media']), (2, ['portal', 'new_media'])) s(i, places)
    WHERE kind = 'opening' AND CASE WHEN r(x, 422) < 0.5 THEN i < 2 ELSE i = 2 END AND r(x * 4 + i, 423) < 0.97
    UNION ALL
    SELECT x * 4, a, u, level, unit_kind, 'suspension', ['site_column', 'new_media'],
        t - pick(x, 424, 0, 50) * 3600000000,
        t + pick(x, 425, 5, 30) * {DAY_US}
    FROM matters WHERE kind = 'suspension' AND r(x, 426) < 0.95
    UNION ALL
    SELECT x * 4, m.a, m.u, m.level, unit_kind, m.kind, ['site_column', 'new_media'], t,
        fin + pick(x, 427, 1, 9) * {DAY_US}
    FROM matters m JOIN accounts USING (a) WHERE m.kind IN ('closure', 'cancellation') AND r(x, 428) < 0.96
    UNION ALL
    SELECT 20000000000 + x, a, u, level, unit_kind, 'change', ['new_media'], t + pick(x, 429, 1, 50) * 3600000000,
        t + 40::BIGINT * {DAY_US}
    FROM changes WHERE what = 'verification' AND r(x, 430) < 0.9
    UNION ALL
    SELECT 30000000000 + a, a, u, level, kind, 'cleanup', ['portal'], fin - pick(a, 431, 1, 6) * {DAY_US} // 2,
        {NEVER}
    FROM accounts WHERE ended IN ('closed', 'cancelled') AND r(a, 432) < 0.5
)
"""

_STEP = "'ap' || x AS application, kind, 'u' || u AS unit, 'a' || a AS account"
_OWN_LEVEL = "CASE level WHEN 'township' THEN 'county' ELSE level END"
_CELLS = """[
    'filed_name', 'filed_holder', 'filed_platform', 'filed_leader', 'filed_operators', 'filed_login', 'filed_kind',
    'filed_time', 'filed_type', 'filed_function', 'filed_columns', 'filed_leader_phone', 'filed_deputy',
    'filed_deputy_phone', 'filed_manager', 'filed_manager_phone', 'filed_subject', 'filed_reason', 'filed_supervisor',
    'filed_supervisor_contact', 'filed_operator', 'filed_operator_contact'
]"""
_LICENSED = """
    SELECT a, u, start, until, ts(pick(a, 440, 60, 300), work(a, 441)) AS expired FROM living WHERE r(a, 212) < 0.01
"""

QUERIES: dict[str, str] = {
    "application.consented": f"""
        SELECT x AS n, consented AS moment, {_STEP}, 'w' || u || '-0' AS "by" FROM applications
            WHERE r(x, 450) < 0.97""",
    "application.submitted": f"""
        SELECT x AS n, submitted AS moment, {_STEP},
            CASE WHEN place = 'baoji' AND unit_kind = 'government' AND level = 'county' THEN 'higher_body'
                ELSE 'competent_body' END AS "to",
            CASE WHEN place = 'zhejiang' THEN 'provincial_platform' END AS via,
            CASE WHEN kind = 'exit' THEN ['staffing_approval'] WHEN kind <> 'opening' THEN ['plan']
                WHEN r(x, 451) < 0.96 THEN
                ['plan', 'organisation', 'funding', 'management_rules', 'contact_details', 'filing_form']
                ELSE ['plan', 'organisation', 'filing_form'] END AS attachments
        FROM applications""",
    "application.reviewed": f"""
        SELECT x AS n, reviewed AS moment, {_STEP}, CASE WHEN place = 'jiaxian' THEN 'county'
            WHEN place = 'baoji' AND unit_kind = 'government' AND level = 'county' THEN 'city'
                ELSE {_OWN_LEVEL} END AS by_level
        FROM applications WHERE r(x, 452) < 0.97""",
    "application.approved": f"""
        SELECT x AS n, approved AS moment, {_STEP}, CASE WHEN kind = 'exit' THEN 'state_council'
            WHEN place IN ('jiaxian', 'baoji') THEN 'province' ELSE {_OWN_LEVEL} END AS by_level
        FROM applications""",
    "application.rejected": f"""
        SELECT x AS n, rejected AS moment, {_STEP}, level AS by_level FROM applications""",
    "filing.submitted": f"""
        SELECT n, t AS moment, 'f' || n AS filing, 'u' || f.u AS unit, 'a' || a AS account, system, f.kind,
            CASE WHEN f.kind IN ('change', 'suspension') THEN r(n, 460) < 0.97 END AS written, incident,
            CASE WHEN form THEN CASE WHEN r(n, 461) < 0.96 THEN {_CELLS} ELSE ({_CELLS})[1 : 12] END
                WHEN system = 'national_system' THEN CASE WHEN r(n, 461) < 0.97 THEN ({_CELLS})[1 : 5]
                    ELSE ({_CELLS})[1 : 3] END
                END AS contents,
            CASE WHEN form THEN short || f.u || '发布' END AS filed_name,
                CASE WHEN form THEN platform END AS filed_type,
            CASE WHEN form THEN CASE platform WHEN '微信公众号' THEN '微信' WHEN '微博' THEN '微博'
                WHEN '移动客户端' THEN '客户端'
                ELSE '其他第三方平台' END END AS filed_platform,
            CASE WHEN form AND platform IN ('抖音', '今日头条', '视频号') AND r(n, 462) < 0.96
                THEN platform END AS filed_platform_name,
            CASE WHEN form AND platform = '微信公众号' AND r(n, 463) < 0.96
                THEN 'subscription_account' END AS official_account_kind,
            CASE WHEN form THEN CASE WHEN r(n, 464) < 0.97
                THEN ['principal_signature', 'official_seal', 'signing_date']
                ELSE ['official_seal'] END END AS signing,
            CASE WHEN form THEN CASE WHEN r(n, 465) < 0.97 THEN 2 ELSE 1 END END AS copies
        FROM (SELECT *, system = 'competent_body'
            AND kind IN ('opening', 'change', 'closure', 'cancellation') AS form FROM filings) f
        JOIN (SELECT a, platform, short FROM accounts) USING (a)""",
    "filing.accepted": """
        SELECT n, accepted AS moment, 'f' || n AS filing, 'u' || u AS unit, 'a' || a AS account, system,
            CASE WHEN r(n, 466) < 0.97 THEN ['principal_signature', 'official_seal', 'signing_date']
                ELSE ['official_seal'] END AS signing
        FROM filings""",
    "notice.posted": """
        SELECT n, t AS moment, 'nt' || n AS notice, 'u' || u AS unit, 'a' || a AS account, about, places,
            r(n, 470) < 0.97 AS prominent,
            r(n, 471) < 0.97 AS pinned, by_level
        FROM notices""",
    "notice.removed": """
        SELECT n, removed AS moment, 'nt' || n AS notice, 'u' || u AS unit, 'a' || a AS account,
            about FROM notices WHERE r(n, 472) < 0.95""",
    "contract.signed": """
        SELECT a AS n, start - 1200000000 AS moment, 'ct' || a AS contract, 'u' || u AS unit,
            'a' || a AS account, '运营公司' || a % 97 AS party,
            r(a, 473) < 0.97 AS duties_agreed, r(a, 474) < 0.97 AS secrecy_agreed,
                r(a, 475) < 0.97 AS party_qualified,
            r(a, 476) < 0.97 AS party_vetted
        FROM accounts WHERE r(a, 213) < 0.05 AND r(a, 477) < 0.96""",
    "licence.granted": f"""
        SELECT a * 2 AS n, start - 600000000 AS moment, 'l' || a * 2 AS licence, 'u' || u AS unit,
            'a' || a AS account, '新闻信息服务' AS kind
        FROM ({_LICENSED}) WHERE r(a, 478) < 0.95
        UNION ALL
        SELECT a * 2 + 1, expired + pick(a, 479, 0, 20) * 3600000000, 'l' || a * 2 + 1, 'u' || u,
            'a' || a, '新闻信息服务'
        FROM ({_LICENSED}) WHERE r(a, 478) < 0.2 AND expired > start AND expired + 2 * {DAY_US} < until
            AND r(a, 480) < 0.9""",
    "licence.expired": f"""
        SELECT a AS n, expired AS moment, 'l' || a * 2 AS licence, 'u' || u AS unit, 'a' || a AS account
        FROM ({_LICENSED}) WHERE r(a, 478) < 0.2 AND expired > start AND expired + 2 * {DAY_US} < until""",
    "waiver.approved": """
        SELECT a AS n, greatest(start, ts(pick(a, 481, 0, 100), work(a, 482))) AS moment, 'wv' || a AS waiver,
            'u' || u AS unit,
            CASE WHEN r(a, 483) < 0.5 THEN 'a' || a END AS account,
            CASE WHEN k > 0 AND r(a, 14) < 0.03 THEN 'one_account_a_platform'
                ELSE one(a, 484, ['two_posts_a_week', 'original_every_two_weeks', 'reposts_from_designated_sources',
                    'no_campaign_accounts']) END AS rule,
            CASE WHEN r(a, 485) < 0.4 THEN DATE '2025-01-01' + pick(a, 486, 0, 60) END AS from_day,
            CASE WHEN r(a, 487) < 0.6 THEN DATE '2025-01-01' + pick(a, 488, 150, 500) END AS until_day
        FROM accounts WHERE (k > 0 AND r(a, 14) < 0.03 AND r(a, 489) < 0.5) OR r(a, 490) < 0.01""",
    "matter.closed": f"""
        SELECT m AS n, t + 30::BIGINT * {DAY_US} AS moment, ':message.received' || m AS "trigger",
            'u' || u AS unit, 'a' || a AS account
        FROM messages WHERE answered IS NULL AND kind IN ('enquiry', 'complaint', 'suggestion')
            AND r(m, 491) < 0.3""",
}
"""By type; `:message.received` stands for the prefix of the ids of that type."""
