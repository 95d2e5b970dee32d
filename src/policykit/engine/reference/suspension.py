"""When accounts are offline, and when that pauses their duties.

An account is paused while it is suspended with approval, or by a proven emergency closure (reading 14). The approval
may come before the suspension or during it; it pauses from then on. An account that is suspended again before it was
resumed is in one suspension, which each of these facts may show to be approved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.model.facts import Fact
from policykit.model.facts.choices import Matter, OfflineReason
from policykit.model.facts.procedure import ApplicationApproved
from policykit.model.facts.register import (
    AccountCancelled,
    AccountClosed,
    AccountExited,
    AccountResumed,
    AccountSuspended,
)
from policykit.model.text import Text
from policykit.model.time import Instant

_APPROVAL_UNKNOWN = Unknown(
    Text("资料不含“批准申请”,不知停更是否获准", "the records do not hold application.approved: was the pause approved?")
)


class Suspensions:
    """Takes facts in order of time and says when `paused` changes."""

    def __init__(self, *, approvals_known: bool) -> None:
        """`approvals_known` says whether the facts hold every approval, so that a missing one was not given."""
        self._approvals_known = approvals_known
        self._approvals: defaultdict[tuple[str, str | None], list[ApplicationApproved]] = defaultdict(list)
        self._current: dict[str, list[AccountSuspended]] = {}
        self._before: dict[str, Instant] = {}

    def take(self, fact: Fact) -> Iterator[tuple[str, Truth]]:
        """The accounts whose `paused` has a value from the fact on, with that value."""
        match fact:
            case AccountSuspended():
                going_on = self._current.get(fact.account, [])
                self._current[fact.account] = [*going_on, fact]
                yield fact.account, any_of(self._paused(s) for s in self._current[fact.account])
            case AccountResumed() | AccountClosed() | AccountCancelled() | AccountExited():
                for ended in self._current.pop(fact.account, []):
                    self._before[fact.account] = ended.at
                if isinstance(fact, AccountResumed):
                    yield fact.account, False
            case ApplicationApproved():
                self._approvals["application", fact.application].append(fact)
                self._approvals["account", fact.account].append(fact)
                for account, said in self._current.items():
                    if any(self._allows(fact, s) for s in said):
                        yield account, True

    def _paused(self, fact: AccountSuspended) -> Truth:
        """Whether a suspension pauses from its beginning. That an emergency is proven has to be said."""
        if fact.reason is OfflineReason.EMERGENCY and fact.proven:
            return True
        key = ("application", fact.application) if fact.application else ("account", fact.account)
        if any(self._allows(a, fact) for a in self._approvals[key]):
            return True
        return False if self._approvals_known else _APPROVAL_UNKNOWN

    def _allows(self, approval: ApplicationApproved, suspension: AccountSuspended) -> bool:
        """Whether the approval is for this suspension: its application's or, if it names none, the account's since."""
        if suspension.application is not None:
            return approval.application == suspension.application
        since = self._before.get(suspension.account)
        return (
            approval.account == suspension.account
            and approval.kind is Matter.SUSPENSION
            and (since is None or approval.at > since)
        )
