"""The facts of content and dialogue: posts, the steps before them, messages; one query a type.

See `facts_register` for what a query gives.
"""

from __future__ import annotations

from world import DAY_US

_MINUTES = 60_000_000
_LATER = 45 * _MINUTES
"""Accounts of a unit publish the same post within so much time of each other."""

QUERIES: dict[str, str] = {
    "policy.issued": """
        SELECT i AS n, t AS moment, 'pol' || i AS policy, "by", true AS for_public FROM policies""",
    "post.reviewed": f"""
        SELECT c AS n, t + CASE WHEN r(c, 300) < 0.985 THEN -(30 + floor(r(c, 301) * r(c, 302) * 1200))::BIGINT
            ELSE 70 END * {_MINUTES} AS moment,
            'p' || c AS post, 'u' || u AS unit, 'w' || u || '-3' AS reviewer,
            CASE WHEN r(c, 303) < 0.99 THEN 'pass' ELSE 'fail' END AS result, level AS by_level
        FROM contents WHERE r(c, 304) < 0.985""",
    "post.proofread": f"""
        SELECT c AS n, t - (2 + floor(r(c, 305) * 26))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            'w' || u || '-4' AS reviewer
        FROM contents WHERE place = 'jiaxian' AND r(c, 306) < 0.98""",
    "post.screened": f"""
        SELECT c AS n, t - (12 + floor(r(c, 307) * 17))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            CASE WHEN r(c, 308) < 0.98 THEN 'pass' ELSE 'fail' END AS result
        FROM contents WHERE place = 'zhejiang' AND r(c, 309) < 0.985""",
    "post.confirmed": f"""
        SELECT c AS n, t - (1 + floor(r(c, 310) * 10))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            'w' || u || '-1' AS "by"
        FROM contents WHERE place = 'zhejiang' AND r(c, 311) < 0.98""",
    "post.authorised": f"""
        SELECT c AS n, t - (1 + floor(r(c, 312) * 20))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            'w' || u || '-1' AS "by"
        FROM contents WHERE place = 'linyi' AND r(c, 313) < 0.15""",
    "post.coordinated": f"""
        SELECT c AS n, t - (2 + floor(r(c, 314) * 70))::BIGINT * 60 * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            'u' || root AS with_unit
        FROM contents WHERE r(c, 315) < 0.05 AND r(c, 316) < 0.96""",
    "post.published": f"""
        SELECT * EXCLUDE (c, chance), CASE WHEN original THEN NULL
            ELSE one(c, 320, ['中国政府网', '新华社', '人民日报', '省政府网站', '行业网站']) END
                AS source,
            CASE WHEN original THEN NULL WHEN chance < 0.97
                THEN one(c, 321, ['party_government', 'designated', 'publicity_designated'])
                WHEN chance < 0.98 THEN 'recognised_research' ELSE 'other_source' END AS source_kind,
            NOT original AS reposted,
            CASE WHEN personal_opinion THEN r(c, 322) < 0.5 END AS authorised,
            CASE WHEN map_used THEN r(c, 323) < 0.95 END AS map_standard,
            CASE WHEN map_used THEN CASE WHEN r(c, 323) < 0.95 THEN 'GS(2024)' || 1 + c % 9000 || '号'
                ELSE '无' END END AS map_number
        FROM (
            SELECT c * 4 + k AS n, c, r(c, 324) AS chance,
                t + floor(r(c * 4 + k, 325) * r(c * 4 + k, 326) * 44 * 60)::BIGINT * 1000000 AS moment,
                'p' || c AS post, 'a' || a AS account, 'u' || u AS unit,
                'w' || u || CASE WHEN r(c, 327) < 0.985 THEN '-2' ELSE '-3' END AS editor,
                'w' || u || CASE WHEN r(c * 4 + k, 328) < 0.97 THEN '-6' WHEN r(c * 4 + k, 328) < 0.985 THEN '-2'
                    ELSE '-3' END
                    AS publisher,
                'w' || u || '-3' AS reviewer, CASE medium WHEN 'client' THEN 'text' ELSE medium END AS medium,
                CASE WHEN r(c, 329) < 0.6 THEN 1 WHEN r(c, 329) < 0.9 THEN pick(c, 330, 2, 4) END AS items, original,
                r(c, 331) < 0.002 AS advertising, r(c, 332) < 0.002 AS advertising_link,
                    r(c, 333) < 0.004 AS personal_opinion,
                r(c, 334) < 0.01 AS map_used, r(c, 315) < 0.05 AS concerns_others, 'pol' || policy AS policy,
                'in' || incident AS incident, CASE WHEN incident_kind = 'emergency_event' THEN
                    CASE WHEN r(c, 335) < 0.9 THEN ['intervention', 'investigation', 'measures', 'public_advice']
                    ELSE ['intervention', 'measures'] END END AS progress
            FROM contents JOIN (SELECT a, k, u, medium, start, until, sus, res, sus2, res2 FROM living) USING (u)
            WHERE r(c * 4 + k, 336) < 0.985 AND t > start AND t + {_LATER} < until
                AND NOT (t + {_LATER} >= sus AND t < res) AND NOT (t + {_LATER} >= sus2 AND t < res2)
        )""",
    "post.released_elsewhere": f"""
        SELECT c AS n, t + CASE WHEN r(c, 340) < 0.96 THEN 1
            ELSE -1 END * (50 + floor(r(c, 341) * 600))::BIGINT * {_MINUTES} AS moment,
            'p' || c AS post, 'u' || u AS unit, '政府网站' AS channel, r(c, 342) < 0.9 AS disclosable
        FROM contents WHERE original AND r(c, 343) < 0.015""",
    "post.corrected": f"""
        SELECT c AS n, t + (60 + floor(r(c, 344) * 1400))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit,
            'in' || incident AS incident
        FROM contents WHERE r(c, 345) < 0.004 OR incident IS NOT NULL AND r(c, 345) < 0.3""",
    "post.removed": f"""
        SELECT c AS n, t + (60 + floor(r(c, 346) * 9000))::BIGINT * {_MINUTES} AS moment, 'p' || c AS post,
            'u' || u AS unit
        FROM contents WHERE r(c, 347) < 0.002""",
    "message.received": """
        SELECT m AS n, t AS moment, 'm' || m AS message, 'a' || a AS account, 'u' || u AS unit, kind,
            one(m, 350, ['评论', '私信', '留言板']) AS channel
        FROM messages""",
    "message.answered": f"""
        SELECT m * 2 AS n, answered AS moment, 'm' || m AS message, 'a' || a AS account, 'u' || u AS unit,
            false AS automatic
        FROM messages WHERE answered < until
        UNION ALL
        SELECT m * 2 + 1, t + pick(m, 351, 1, 40) * 1000000, 'm' || m, 'a' || a, 'u' || u, true
        FROM messages WHERE r(m, 352) < 0.1 AND t + {DAY_US} < until""",
    "message.deleted": f"""
        SELECT m AS n, t + (40 + floor(r(m, 353) * 2000))::BIGINT * {_MINUTES} AS moment, 'm' || m AS message,
            'a' || a AS account, 'u' || u AS unit
        FROM messages WHERE (kind = 'unlawful' AND r(m, 354) < 0.95 OR r(m, 354) < 0.001)
            AND t + 3 * {DAY_US} < until""",
    "evidence.preserved": f"""
        SELECT m AS n, t + (5 + floor(r(m, 355) * 34))::BIGINT * {_MINUTES} AS moment, 'm' || m AS message,
            'a' || a AS account, 'u' || u AS unit
        FROM messages WHERE kind = 'unlawful' AND r(m, 356) < 0.96""",
}
"""By type. Rows at or after the end of 2025 are left out by the caller."""
