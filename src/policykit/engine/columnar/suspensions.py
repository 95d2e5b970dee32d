"""What suspensions, resumptions and approvals say of accounts, with the meaning of `reference.suspension`, as a query.

In: the facts of a store. Out: a query, by set operations: no account is taken in hand by itself.
"""

from __future__ import annotations

from policykit.engine.columnar import sql
from policykit.engine.columnar.facts import Store
from policykit.model.facts.choices import Matter, OfflineReason

SUSPENDED = "account.suspended"
RESUMED = "account.resumed"
APPROVED = "application.approved"


def said(store: Store, ends: tuple[str, ...]) -> str:
    """What is said of whether accounts are online and paused: id, at, class, fact, online, paused.

    A fact that says nothing of `online` has NULL there; `paused` is NULL where it is not known. `ends` are the event
    types that end the life of an account, and with it a suspension. `class` orders what is said at one instant.
    """
    known, types = store.known, store.types
    parts = [
        f'SELECT account AS id, "at", {class_} AS class, id AS fact, {role} AS suspends, {fields} '
        f"FROM {store.relation(event)} WHERE {known} AND account IS NOT NULL"
        for event, class_, role, fields in (
            (SUSPENDED, 1, "TRUE", f"application, coalesce({_PROVEN}, FALSE) AS proven"),
            *((e, 2 if e == RESUMED else 3, "FALSE", _NOTHING) for e in (RESUMED, *ends)),
        )
        if event in types
    ]
    resumed = 'SELECT id, "at", class, fact, TRUE AS online, FALSE AS paused FROM e WHERE class = 2'
    missing = "FALSE" if store.covered is None or APPROVED in store.covered else "NULL"
    order = 'PARTITION BY id ORDER BY "at", class, fact'
    return (
        f"WITH e AS ({' UNION ALL '.join(parts)}), "
        # A stretch is what is suspended until it is resumed or ended; its number is that of the ends before.
        f"n AS (SELECT *, count(*) FILTER (WHERE NOT suspends) OVER ({order} "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch, "
        f'min("at") FILTER (WHERE NOT suspends) OVER ({order} '
        "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS ended FROM e), "
        'b AS (SELECT *, max("at") FILTER (WHERE suspends) OVER (PARTITION BY id ORDER BY stretch '
        "RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM n), "
        "s AS (SELECT * FROM b WHERE suspends), "
        f"p AS ({_approved(store)}), "
        'r AS (SELECT id, stretch, "at", fact, FALSE AS online, proven AS allowed FROM s UNION ALL '
        'SELECT id, stretch, "at", fact, FALSE, TRUE FROM p WHERE NOT later UNION ALL '
        "SELECT id, stretch, agreed, approval, NULL, TRUE FROM p WHERE later), "
        'g AS (SELECT id, stretch, "at", fact, online, bool_or(allowed) AS allowed FROM r GROUP BY 1, 2, 3, 4, 5) '
        'SELECT id, "at", 1 AS class, fact, online, CASE WHEN bool_or(allowed) OVER (PARTITION BY id, stretch '
        'ORDER BY "at", fact ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) '
        f"THEN TRUE ELSE {missing} END AS paused FROM g UNION ALL {resumed}"
    )


_PROVEN = f"reason = {sql.text(OfflineReason.EMERGENCY.value)} AND proven"
_NOTHING = "CAST(NULL AS VARCHAR) AS application, FALSE AS proven"


def _approved(store: Store) -> str:
    """The suspensions in `s` with the approvals that allow them: `later`, if the approval came during the suspension.

    Its application's or, if it names none, one of the account since the suspension before.
    """
    columns = 's.id, s.stretch, s."at", s.fact, a."at" AS agreed, a.id AS approval, '
    columns += 'a."at" > s."at" OR (a."at" = s."at" AND a.id > s.fact) AS later'
    if APPROVED not in store.types:
        none = "".join(f", CAST(NULL AS {t}) AS {c}" for c, t in (("agreed", "BIGINT"), ("approval", "VARCHAR")))
        return f'SELECT id, stretch, "at", fact{none}, FALSE AS later FROM s WHERE FALSE'
    approvals = f'(SELECT id, "at", account, application, kind FROM {store.relation(APPROVED)} WHERE {store.known}) a'
    in_time = '(s.ended IS NULL OR a."at" <= s.ended)'
    return (
        f"SELECT {columns} FROM s JOIN {approvals} ON a.application = s.application AND {in_time} UNION ALL "
        f"SELECT {columns} FROM s JOIN {approvals} ON a.account = s.id AND {in_time} "
        f"WHERE s.application IS NULL AND a.kind = {sql.text(Matter.SUSPENSION.value)} "
        'AND (s.before IS NULL OR a."at" > s.before)'
    )
