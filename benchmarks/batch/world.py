"""The synthetic world behind the generated facts: units, their accounts, and what happens to these in 2025.

In: how many units, a seed,
the places. Out: a DuckDB connection with macros for chance and time and with tables of what
facts of several types share (`units`, `accounts`, `applications`, `filings`, `notices`,
    …). Those tables have some rows a
unit; what has many (posts, messages, patrols) is a view, so memory does not grow with the number of facts.

All instants are BIGINT microseconds since the epoch; days count from 2025-01-01 in Shanghai. All chance is a hash of a
number, a salt and the seed,
so rows do not depend on threads or order: the same seed gives the same facts with the same
version of DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import duckdb

FIRST_DAY = date(2025, 1, 1)
DAYS = 365
DAY_US = 86_400_000_000
T0 = 1_735_660_800_000_000
"""00:00 of 2025-01-01 in Shanghai."""
T1 = T0 + DAYS * DAY_US
NEVER = T1 + 1000 * DAY_US

UNITS_AN_AREA = 50
"""Units under one competent body, itself included."""

PLACES: dict[str, tuple[str, str, str]] = {
    "jiaxian": ("佳县", "佳县政务信息化服务中心", "610828"),
    "baoji": ("宝鸡", "宝鸡市政务公开办公室", "610300"),
    "zhejiang": ("浙江", "浙江省人民政府办公厅", "330000"),
    "lanzhou": ("兰州新区", "兰州新区管委会办公室", "620171"),
    "linyi": ("临沂", "临沂市政务公开办公室", "371300"),
}
"""Places by pack: short name, name of the competent body as the pack's rules spell it, division code."""

SHARES = ("zhejiang", "baoji", "linyi", "lanzhou", "jiaxian", "linyi", "baoji", "lanzhou", "zhejiang", "linyi")
"""Whose every tenth unit is: patrols every day make Jiaxian's accounts heavy, so they are few."""


@dataclass(frozen=True)
class Attested:
    """A rule that asks for an attestation once a year, of each unit or account."""

    place: str
    entity: str
    name: str


def connect(memory: str, temporary: str, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that stays within so much memory and spills to a folder beyond it."""
    connection = duckdb.connect()
    for name, value in {"memory_limit": memory, "temp_directory": temporary, "threads": threads}.items():
        if value is not None:
            connection.execute(f"SET {name} = '{value}'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def build(
    connection: duckdb.DuckDBPyConnection, units: int, seed: int, places: Sequence[str], attested: Sequence[Attested]
) -> None:
    """Make the macros, tables and views."""
    _macros(connection, seed)
    _given(connection, [p for p in SHARES if p in places], attested)
    for statement in _WORLD.split(";\n"):
        if statement.strip():
            connection.execute(statement.replace(":units", str(units)))


def _macros(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    mixed = (seed * 0x9E3779B97F4A7C15) % 2**62
    working = [chinese_calendar.is_workday(FIRST_DAY + timedelta(days=d)) for d in range(DAYS + 60)]
    workdays = [d for d, works in enumerate(working) if works]
    before = [sum(working[: d + 1]) for d in range(len(working))]
    for macro in (
        # A number in [0, 1) for each n and salt; salts stay below 4096.
        f"r(n, salt) AS (hash(xor(n::BIGINT * 4096 + salt, {mixed})) >> 11)::DOUBLE / 9007199254740992.0",
        "pick(n, salt, lo, hi) AS lo + floor(r(n, salt) * (hi - lo + 1))::INTEGER",
        "one(n, salt, xs) AS xs[1 + floor(r(n, salt) * len(xs))::INTEGER]",
        f"ts(d, s) AS {T0} + (d::BIGINT * 86400 + floor(s)::BIGINT) * 1000000",
        f"day(t) AS ((t - {T0}) // {DAY_US})::INTEGER",
        # Seconds of the day: most work is done between 8:00 and 21:00.
        "work(n, salt) AS 28800 + r(n, salt) * 46800",
        "evening(n, salt) AS 68400 + r(n, salt) * 17900",
        f"workday_after(d, k) AS {workdays}[{before}[d + 1] + k]",
    ):
        connection.execute(f"CREATE OR REPLACE MACRO {macro}")


def _given(connection: duckdb.DuckDBPyConnection, cycle: Sequence[str], attested: Sequence[Attested]) -> None:
    connection.execute("CREATE TABLE places (slot INT, place VARCHAR, short VARCHAR, body VARCHAR, region VARCHAR)")
    connection.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?)", [(i, place, *PLACES[place]) for i, place in enumerate(cycle)]
    )
    connection.execute("CREATE TABLE attested (i INTEGER, place VARCHAR, entity VARCHAR, rule VARCHAR)")
    if attested:
        rows = [(i, each.place, each.entity, each.name) for i, each in enumerate(attested)]
        connection.executemany("INSERT INTO attested VALUES (?, ?, ?, ?)", rows)


_WORLD = f"""
CREATE TABLE units AS
SELECT *,
    CASE WHEN late THEN ts(pick(u, 4, 5, 300), work(u, 5)) ELSE ts(0, r(u, 6) * 3600) END AS start,
    CASE WHEN NOT late AND NOT competent AND r(u, 7) < 0.003 THEN ts(pick(u, 8, 120, 340),
        work(u, 9)) ELSE {NEVER} END
        AS fin,
    CASE WHEN r(u, 10) < 0.25 THEN 1 WHEN r(u, 10) < 0.6 THEN 2 WHEN r(u, 10) < 0.85 THEN 3 ELSE 4 END AS accounts,
    CASE WHEN competent AND place = 'zhejiang' THEN 'province' WHEN r(u, 11) < 0.6 THEN 'county'
        WHEN r(u, 11) < 0.8 THEN 'township' WHEN r(u, 11) < 0.98 THEN 'city' ELSE 'province' END AS level,
    CASE WHEN competent OR r(u, 12) < 0.5 THEN 'department' WHEN r(u, 12) < 0.6 THEN 'government'
        WHEN r(u, 12) < 0.75 THEN 'institution' WHEN r(u, 12) < 0.86 THEN 'administrative_organ'
        WHEN r(u, 12) < 0.95 THEN 'affiliated_body' WHEN r(u, 12) < 0.98 THEN 'zone_committee'
        WHEN r(u, 12) < 0.985 THEN 'internal_body' WHEN r(u, 12) < 0.99 THEN 'party_organ'
            ELSE 'other_unit' END AS kind
FROM (
    SELECT g.u, p.place, p.short, p.body, p.region, root, g.u = root AS competent,
        g.u <> root AND r(g.u, 3) < 0.03 AS late
    FROM (
        SELECT u, u % n AS slot, (u // ({UNITS_AN_AREA} * n)) * {UNITS_AN_AREA} * n + u % n AS root
        FROM range(:units) t(u), (SELECT count(*)::BIGINT AS n FROM places)
    ) g JOIN places p USING (slot)
);

CREATE TABLE accounts AS
SELECT *,
    CASE WHEN platform IN ('抖音', '视频号') THEN 'video' WHEN platform = '移动客户端' THEN 'client'
        ELSE 'text' END AS medium,
    CASE WHEN opened THEN ts(open_day, work(a, 20))
        ELSE start_of_unit + 7200000000 + floor(r(a, 21) * 14400)::BIGINT * 1000000
        END AS start,
    CASE WHEN fin_of_unit < {NEVER} THEN fin_of_unit - pick(a, 22, 1, 5) * {DAY_US}
        WHEN closing OR leaving THEN ts(pick(a, 23, 70, 350), work(a, 24)) ELSE {NEVER} END AS fin,
    CASE WHEN leaving THEN 'exited' WHEN NOT closing THEN NULL WHEN r(a, 25) < 0.85 THEN 'closed'
        ELSE 'cancelled' END AS ended,
    CASE WHEN suspended THEN ts(sus_day, work(a, 26)) ELSE {NEVER} END AS sus,
    CASE WHEN suspended AND r(a, 27) < 0.99 THEN ts(sus_day + sus_days, work(a, 28)) ELSE {NEVER} END AS res,
    CASE WHEN suspended AND r(a, 29) < 0.08 AND sus_day < 280 THEN ts(sus_day + 60,
        work(a, 30)) ELSE {NEVER} END AS sus2,
    CASE WHEN suspended AND r(a, 29) < 0.08 AND sus_day < 280 THEN ts(sus_day + 60 + pick(a, 31, 3, 20), work(a, 32))
        ELSE {NEVER} END AS res2
FROM (
    SELECT *,
        ['微信公众号', '微博', '抖音', '今日头条', '视频号', '移动客户端'][
            1 + (pick(u, 13, 0, 5) + CASE WHEN k > 0 AND r(a, 14) < 0.03 THEN k - 1 ELSE k END) % 6] AS platform,
        greatest(day(start_of_unit) + 45, pick(a, 15, 45, 330)) AS open_day,
        fin_of_unit < {NEVER} OR (NOT opened AND NOT late AND r(a, 16) < 0.03) AS closing,
        fin_of_unit = {NEVER} AND NOT opened AND NOT late AND r(a, 16) >= 0.998 AS leaving,
        fin_of_unit = {NEVER} AND NOT opened AND NOT late AND r(a, 16) BETWEEN 0.04 AND 0.09 AS suspended,
        pick(a, 17, 30, 300) AS sus_day,
        CASE WHEN r(a, 18) < 0.5 THEN pick(a, 19, 28, 30) WHEN r(a, 18) < 0.95 THEN pick(a, 19, 5, 27)
            ELSE pick(a, 19, 31, 45) END AS sus_days
    FROM (
        SELECT u * 4 + k AS a, k, u, place, short, root, region, level, kind, start AS start_of_unit,
        fin AS fin_of_unit,
            late OR start > ts(200, 0) AS late, r(u * 4 + k, 33) < 0.08 AND start < ts(200, 0) AND fin = {NEVER}
                AS opened
        FROM units, range(4) t(k) WHERE k < accounts
    )
);

CREATE VIEW living AS SELECT *, least(fin, {T1}) AS until FROM accounts;

CREATE TABLE matters AS
SELECT a * 8 AS x, a, u, place, level, kind AS unit_kind, 'opening' AS kind, start AS t FROM accounts WHERE opened
UNION ALL SELECT a * 8 + 1, a, u, place, level, kind, 'suspension', sus FROM accounts WHERE sus < {T1}
UNION ALL SELECT a * 8 + 2, a, u, place, level, kind, 'suspension', sus2 FROM accounts WHERE sus2 < {T1}
UNION ALL SELECT a * 8 + 3, a, u, place, level, kind, CASE ended WHEN 'closed' THEN 'closure' ELSE 'cancellation' END,
    ts(day(fin) - CASE WHEN r(a, 40) < 0.96 THEN pick(a, 41, 31, 33) ELSE pick(a, 41, 27, 30) END, work(a, 42))
    FROM accounts WHERE ended IN ('closed', 'cancelled')
UNION ALL SELECT a * 8 + 4, a, u, place, level, kind, 'exit', fin FROM accounts WHERE ended = 'exited';

CREATE TABLE applications AS
SELECT x, a, u, place, level, unit_kind, kind, ts(submitted - pick(x, 43, 1, 4), work(x, 44)) AS consented,
    ts(submitted, work(x, 45)) AS submitted, ts(reviewed, work(x, 46)) AS reviewed,
    CASE WHEN r(x, 47) < 0.97 THEN ts(approved, work(x, 48)) END AS approved, rejected
FROM (
    SELECT *, approved - pick(x, 49, 1, 6) AS reviewed, approved - pick(x, 49, 1, 6) - pick(x, 50, 1, 6) AS submitted
    FROM (SELECT *, day(t) - pick(x, 51, 1, 4) + CASE WHEN r(x, 52) < 0.02 THEN 6 ELSE 0 END AS approved,
        NULL::BIGINT AS rejected
        FROM matters)
)
UNION ALL
SELECT a * 8 + 5, a, u, place, level, kind, 'opening', NULL, ts(d, work(a, 53)), ts(d + 3, work(a, 54)), NULL,
    ts(d + 8, work(a, 55))
FROM (SELECT *, pick(a, 56, 20, 330) AS d FROM accounts WHERE r(a, 57) < 0.004 AND NOT late);

CREATE TABLE changes AS
SELECT a * 4 + j AS x, a, u, place, level, kind AS unit_kind, short, ts(d, work(a * 4 + j, 61)) AS t,
    one(a * 4 + j, 62, ['naming', 'responsible', 'contact', 'operators', 'columns', 'verification', 'other_change'])
        AS what
FROM (SELECT *, pick(a * 4 + j, 60, 10, 340) AS d FROM living, range(2) t(j) WHERE r(a * 4 + j, 63) < 0.04)
WHERE ts(d, 0) > start AND ts(d + 1, 0) < until;

CREATE TABLE incidents AS
SELECT i, a, u, place, root, kind, severity, t FROM (
    SELECT u * 4 + j AS i, u * 4 AS a, u, place, root, ts(pick(u * 4 + j, 70, 8, 355), work(u * 4 + j, 71)) AS t,
        CASE WHEN r(u * 4 + j, 72) < 0.3 THEN 'emergency_event' WHEN r(u * 4 + j, 72) < 0.5 THEN 'public_opinion'
            WHEN r(u * 4 + j, 72) < 0.68 THEN 'rumour' WHEN r(u * 4 + j, 72) < 0.78 THEN 'impersonation'
            WHEN r(u * 4 + j, 72) < 0.88 THEN 'unlawful_content' WHEN r(u * 4 + j, 72) < 0.98 THEN 'attack'
            ELSE 'leak' END AS kind,
        CASE WHEN r(u * 4 + j, 73) < 0.15 THEN 'major' ELSE 'ordinary' END AS severity
    FROM range(3) g(j), units WHERE r(u * 4 + j, 74) < 0.05
) JOIN (SELECT a, start, until FROM living) l USING (a) WHERE t > l.start AND t < l.until;

CREATE TABLE policies AS
SELECT i, pick(i, 80, 30 * i + 2, 30 * i + 26) AS d,
    ts(pick(i, 80, 30 * i + 2, 30 * i + 26), work(i, 81)) AS t,
    ['central', 'provincial', 'central', 'municipal', 'provincial', 'district'][1 + i % 6] AS "by"
FROM range(12) g(i);

CREATE TABLE publishers AS
SELECT u, any_value(place) AS place, any_value(level) AS level, any_value(root) AS root, min(start) AS since,
    max(until) AS until
FROM living GROUP BY u;

CREATE VIEW contents AS
SELECT c, u, place, level, root, t, original, policy, incident, incident_kind FROM (
    SELECT c, u, ts(d, CASE WHEN j = 1 AND late_in_week THEN evening(c, 90) ELSE work(c, 91) END) AS t,
        r(c, 92) < CASE j WHEN 0 THEN 0.97 ELSE 0.4 END AS original,
        NULL::INTEGER AS policy, NULL::BIGINT AS incident, NULL::VARCHAR AS incident_kind
    FROM (
        SELECT *, w * 7 - 2 + CASE WHEN j = 0 THEN pick(c, 94, 0, 3) WHEN j > 1 THEN pick(c, 94, 0, 6)
            WHEN late_in_week THEN 6 ELSE pick(c, 94, 2, 6) END AS d
        FROM (
            SELECT *, u * 1000 + w * 10 + j AS c, r(u * 1000 + w * 10 + j, 93) < 0.35 AS late_in_week
            FROM (
                SELECT u, w, CASE WHEN r(u * 1000 + w, 95) < 0.02 THEN 0 WHEN r(u * 1000 + w, 95) < 0.05 THEN 1
                        WHEN r(u * 1000 + w, 95) < 0.8 THEN 2 WHEN r(u * 1000 + w, 95) < 0.95 THEN 3 ELSE 4 END AS n,
                    CASE WHEN r(u * 2, 96) < 0.06 THEN pick(u * 2, 97, 10, 150) ELSE 9999 END AS quiet1,
                    CASE WHEN r(u * 2 + 1, 96) < 0.06 THEN pick(u * 2 + 1, 97, 190, 340) ELSE 9999 END AS quiet2
                FROM units, range(53) g(w)
            ), range(4) h(j)
            WHERE j < n
        )
    )
    WHERE d >= 1 AND d < {DAYS}
        AND NOT d BETWEEN quiet1 AND quiet1 + pick(u, 98, 12, 16) AND NOT d BETWEEN quiet2
            AND quiet2 + pick(u, 99, 12, 16)
    UNION ALL
    SELECT u * 1000 + 600 + i, u, ts(d + CASE WHEN r(u * 1000 + 600 + i, 100) < 0.95
        THEN pick(u * 1000 + 600 + i, 101, 1, 3)
        ELSE pick(u * 1000 + 600 + i, 101, 5, 9) END, work(u * 1000 + 600 + i, 102)), false, i::INTEGER, NULL, NULL
    FROM units, policies WHERE r(u * 1000 + 600 + i, 103) < 0.96
    UNION ALL
    SELECT u * 1000 + 700 + i % 4, u, t + floor((0.5 + 30 * r(i, 104) * r(i, 105)) * 3600)::BIGINT * 1000000, true,
        NULL, i, kind
    FROM incidents WHERE kind IN ('emergency_event', 'public_opinion', 'rumour') AND r(i, 106) < 0.96
) JOIN publishers USING (u)
WHERE t > since AND t < until;

CREATE VIEW messages AS
SELECT *,
    CASE WHEN kind = 'unlawful' OR kind = 'comment' AND r(m, 110) > 0.3 THEN NULL
        WHEN r(m, 111) < 0.35 THEN t + floor(r(m, 112) * greatest(60, 86400 - s))::BIGINT * 1000000
        WHEN r(m, 111) < 0.75 THEN ts(workday_after(d, pick(m, 113, 1, 4)), work(m, 114))
        WHEN r(m, 111) < 0.93 THEN ts(workday_after(d, 5), 50400 + r(m, 115) * 35999)
        WHEN r(m, 111) < 0.97 THEN ts(workday_after(d, pick(m, 116, 6, 12)), work(m, 117)) END AS answered
FROM (
    SELECT *, ts(d, s) AS t,
        CASE WHEN r(m, 118) < 0.45 THEN 'enquiry' WHEN r(m, 118) < 0.65 THEN 'complaint'
            WHEN r(m, 118) < 0.8 THEN 'suggestion' WHEN r(m, 118) < 0.98 THEN 'comment' ELSE 'unlawful' END AS kind
    FROM (
        SELECT a * 100 + j AS m, a, u, place, start, until, pick(a * 100 + j, 119, 0, 364) AS d,
            floor(28800 + r(a * 100 + j, 120) * 57599) AS s
        FROM living, range(24) g(j) WHERE j < floor(24 * r(a, 121) * r(a, 121))
    )
)
WHERE t > start AND t < until
"""
