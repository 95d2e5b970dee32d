"""The check that article 13(4) of the Baoji measures needs: whether a link to services leads to a government platform.

No rule form can say this: that a text contains `gov.cn` is not enough, for anybody may put the words into a path, a
user name or the front of a foreign host name. The address has to be taken apart to know its host.

In: `account.service_link`, as the register has it. Out: passed, not passed or cannot be told, with the reason.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.text import Text, fold
from policykit.plugins import hookimpl

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_GOVERNMENT = (("gov", "cn"), ("政务",), ("xn--zfr164b",))


def host_of(link: str) -> tuple[str, ...] | None:
    """The labels of the host of a web address, from the left; None where it is no web address with a host name.

    Full-width forms and letter case make no difference, a missing scheme is taken for https, a backslash for a slash
    (as browsers do). Addresses of other schemes (mini programs) and hosts without a dot have no host name.
    """
    address = fold(link).lower().replace("\\", "/").replace("。", ".")
    if not _SCHEME.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    labels = tuple(host.split("."))
    if parts.scheme not in {"http", "https"} or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return labels


def on_government_platform(given: CheckInput) -> CheckResult:
    """Whether the account's link to services leads to a host under `gov.cn` or `.政务` (article 13(4)).

    These domains are for public bodies only: the provincial service network and the platforms of places and departments
    stand under them. Whether data and services share one source is for people to attest. What is no web address, such
    as that of a mini program, cannot be told.
    """
    link = given.attributes.get("account.service_link")
    if not isinstance(link, str):
        return CheckResult(None, Text("未登记办事服务链接", "the link to services is not registered"))
    labels = host_of(link)
    if labels is None:
        return CheckResult(
            None,
            Text(
                f"“{link}”不是网址,看不出通向哪个平台",
                f"'{link}' is no web address: it does not show to which platform it leads",
            ),
        )
    host = ".".join(labels)
    if any(len(labels) > len(end) and labels[-len(end) :] == end for end in _GOVERNMENT):
        return CheckResult(True, Text(f"{host} 是政府域名", f"{host} is under a government domain"))
    return CheckResult(
        False,
        Text(
            f"{host} 不在 gov.cn 或 .政务 之下,不是政府办事平台",
            f"{host} is under neither gov.cn nor .政务: no government service platform",
        ),
    )


@hookimpl
def policykit_checks() -> list[Check]:
    """`应当 通过 检查 政府办事平台`, on an account."""
    return [Check(Text("政府办事平台", "on_government_platform"), "account", on_government_platform)]
