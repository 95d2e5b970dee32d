"""Counts violations in the two real sets by a computation of its own, to compare with what `policykit check` says.

It shares no code with policykit and does not use chinese-calendar: working days come from the `holidays` package, whose
list of make-up days is kept by other people. Usage: crosscheck.py MESSAGES.csv POSTS.csv
"""

import csv
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays

ONE_DAY = timedelta(days=1)
CHINA = holidays.country_holidays("CN", years=range(2010, 2027))


def is_working_day(day: date) -> bool:
    """Whether the State Council's arrangement makes the day a working day, by `holidays`."""
    return CHINA.is_working_day(day)


def fifth_working_day_after(day: date) -> date:
    """The last day of a period of five working days; the day itself is not counted."""
    left = 5
    while left:
        day += ONE_DAY
        left -= is_working_day(day)
    return day


def messages(path: Path, as_of: date) -> Counter[str]:
    """Verdicts on Jiaxian 10(4): answered within five working days."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            asked = datetime.fromisoformat(row["asked_at"])
            due = fifth_working_day_after(asked.date())
            if not row["answered_at"]:
                counts["violated" if due <= as_of else "pending"] += 1
            else:
                answered = datetime.fromisoformat(row["answered_at"])
                counts["met" if answered.date() <= due else "met_late"] += 1
    return counts


def days_of_posts(path: Path) -> dict[str, list[date]]:
    """The days on which each account posted, in order."""
    days: dict[str, set[date]] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            at = datetime.fromisoformat(row["published_at"])
            if at.utcoffset() != timedelta(hours=8):
                raise SystemExit(f"{path}: {row} is not in +08:00")
            days[row["account"]].add(at.date())
    return {account: sorted(found) for account, found in days.items()}


def weekly(posts: dict[str, list[date]], first: date, as_of: date) -> Counter[str]:
    """Verdicts on Zhejiang 14: a post in every Monday week that lies wholly in force and after the first known post."""
    counts: Counter[str] = Counter()
    for days in posts.values():
        begin = max(days[0], first)
        monday = begin + timedelta(days=-begin.weekday() % 7)
        while monday <= as_of:
            sunday = monday + timedelta(days=6)
            if sunday > as_of:
                counts["pending"] += 1
            else:
                counts["met" if any(monday <= d <= sunday for d in days) else "violated"] += 1
            monday += timedelta(days=7)
    return counts


def silent(posts: dict[str, list[date]], as_of: date) -> Counter[str]:
    """Verdicts on Jiaxian 10(2)3: after each day with a post the next comes within fourteen days."""
    counts: Counter[str] = Counter()
    for days in posts.values():
        for day, following in zip(days, [*days[1:], None], strict=True):
            last = day + timedelta(days=14)
            if following is not None:
                counts["met" if following <= last else "met_late"] += 1
            else:
                counts["violated" if last <= as_of else "pending"] += 1
    return counts


def main() -> None:
    """Print the three counts."""
    messages_path, posts_path = map(Path, sys.argv[1:3])
    posts = days_of_posts(posts_path)
    as_of = date(2021, 6, 19)
    print("jiaxian answer_in_five_workdays", dict(sorted(messages(messages_path, date(2020, 3, 31)).items())))
    print("zhejiang weekly", dict(sorted(weekly(posts, date(2021, 1, 1), as_of).items())))
    print("jiaxian no_fourteen_days_of_silence", dict(sorted(silent(posts, as_of).items())))


main()
