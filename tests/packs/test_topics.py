"""Topics: every rule of every installed pack has one, and the same subject stands on the same topic everywhere."""

from __future__ import annotations

from collections import defaultdict

import pytest

from policykit.model.policy.topic import Topic
from policykit.packs import installed_packs, load_pack


@pytest.mark.parametrize("name", installed_packs())
def test_every_rule_has_a_topic(name: str) -> None:
    assert [r.name for r in load_pack(name).document.rules if r.topic is None] == []


def test_rules_of_one_name_are_about_one_topic() -> None:
    """Packs give the same name to rules on the same thing."""
    found: dict[str, dict[str, Topic | None]] = defaultdict(dict)
    for name in installed_packs():
        for rule in load_pack(name).document.rules:
            found[rule.name][name] = rule.topic
    assert {name: topics for name, topics in found.items() if len(set(topics.values())) > 1} == {}


SAME_SUBJECT = {
    "one account a platform": (
        Topic.ONE_ACCOUNT,
        "jiaxian/one_account_a_platform zhejiang/duplicates_cleaned_up baoji/no_campaign_accounts "
        "linyi/surplus_accounts_merged lanzhou/duplicates_merged",
    ),
    "the same name everywhere": (
        Topic.NAMING,
        "jiaxian/same_name_on_all_platforms zhejiang/same_name_everywhere baoji/same_name_on_all_platforms "
        "linyi/same_name_on_all_platforms",
    ),
    "so many posts a period": (
        Topic.UPDATES,
        "jiaxian/two_posts_a_week zhejiang/weekly_update_of_text baoji/weekly_original_item "
        "lanzhou/original_every_two_weeks",
    ),
    "the longest time without a post": (
        Topic.SILENCE,
        "jiaxian/no_fourteen_days_of_silence zhejiang/fortnightly_update_of_video baoji/no_fourteen_days_of_silence",
    ),
    "answers to messages": (
        Topic.REPLIES,
        "jiaxian/answer_in_five_workdays zhejiang/messages_answered baoji/enquiries_answered_promptly "
        "linyi/questions_answered_in_set_time",
    ),
    "messages can be left": (
        Topic.SERVICES,
        "jiaxian/messaging_open baoji/messages_not_closed lanzhou/interaction_open",
    ),
    "review before publishing": (
        Topic.REVIEW,
        "jiaxian/reviewed_and_proofread_before_publishing zhejiang/screened_and_confirmed "
        "baoji/reviewed_before_publishing linyi/authorised_before_publishing lanzhou/reviewed_before_publishing",
    ),
    "a filing of what changed": (
        Topic.FILING,
        "jiaxian/change_reported_in_two_workdays zhejiang/change_filed_by_department linyi/change_filed "
        "baoji/change_updated_in_the_national_system lanzhou/change_filed_promptly",
    ),
    "spot checks": (
        Topic.INSPECTION,
        "jiaxian/centre_inspects_monthly zhejiang/quarterly_spot_check baoji/inspected_regularly "
        "linyi/regular_inspections lanzhou/spot_check_every_quarter",
    ),
    "impersonation": (
        Topic.INCIDENTS,
        "jiaxian/impersonation_verified zhejiang/unlawful_content_handled_at_once baoji/impersonation_notified "
        "linyi/impersonation_reported",
    ),
    "bought followers": (
        Topic.CONDUCT,
        "zhejiang/no_faked_figures baoji/no_faked_figures linyi/no_faked_figures",
    ),
}


@pytest.mark.parametrize("subject", SAME_SUBJECT)
def test_the_same_subject_is_on_the_same_topic(subject: str) -> None:
    topic, rules = SAME_SUBJECT[subject]
    for rule in rules.split():
        jurisdiction, name = rule.split("/")
        assert load_pack(jurisdiction).document.rule(name).topic is topic, rule
