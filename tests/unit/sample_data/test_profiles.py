"""The effect of `eased` on the shares of a profile."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_data.profiles import (
    EASED_NOISE,
    EASED_PROFILE,
    REPORT_PROFILE,
    TUNING_PROFILE,
    Profile,
    ease_profile,
)

PROFILE = st.sampled_from((REPORT_PROFILE, TUNING_PROFILE))
DIALS = st.floats(0, 1)
WRONG = {
    "sex_wrong",
    "nationality_wrong",
    "document_wrong",
    "look_wrong",
    "mark_wrong",
    "other_words",
}
SLIPS = ("habit", "typo", "truncated", "joined", "initial", "prefix_dropped")
OMISSIONS = ("no_script", "no_birth", "thin_name", "alone_native", "alone_no_birth", "alone_thin")


def correct_shares(profile: Profile) -> dict[str, float]:
    """Return the shares of stated facts, and of correct facts."""
    return {
        "exact": dict(profile.births)["exact"] / sum(weight for _, weight in profile.births),
        "alias": profile.names.alias,
        **{name: 1 - share if name in WRONG else share for name, share in profile.fields.items()},
        **{name: 1 - getattr(profile.names, name) for name in SLIPS},
        **{name: 1 - getattr(profile.honesty, name) for name in OMISSIONS},
    }


@pytest.mark.parametrize("profile", [REPORT_PROFILE, TUNING_PROFILE], ids=["report", "tuning"])
def test_dial_1_gives_the_shares_back(profile: Profile) -> None:
    whole = ease_profile(profile, 1)
    assert asdict(whole.honesty) == pytest.approx(asdict(profile.honesty))
    assert whole.fields == pytest.approx(profile.fields)
    assert dict(whole.births) == pytest.approx(dict(profile.births))
    assert {name: getattr(whole.names, name) for name in SLIPS} == pytest.approx(
        {name: getattr(profile.names, name) for name in SLIPS}
    )
    assert whole.names.alias == profile.names.alias


@given(profile=PROFILE, dial=DIALS)
def test_easing_raises_each_share_to_the_given_power(profile: Profile, dial: float) -> None:
    expected = {name: share**dial for name, share in correct_shares(profile).items()}
    assert correct_shares(ease_profile(profile, dial)) == pytest.approx(expected)


@given(profile=PROFILE, dial=DIALS)
def test_shares_stay_probabilities_and_births_add_up_as_before(
    profile: Profile, dial: float
) -> None:
    assert all(0 <= share <= 1 for share in correct_shares(ease_profile(profile, dial)).values())
    births = dict(ease_profile(profile, dial).births)
    assert sum(births.values()) == pytest.approx(sum(dict(profile.births).values()))
    assert all(weight >= 0 for weight in births.values())
    assert births["swapped"] * dict(profile.births)["same_year"] == pytest.approx(
        births["same_year"] * dict(profile.births)["swapped"]
    )


@given(profile=PROFILE, dials=st.tuples(DIALS, DIALS))
def test_a_lower_dial_states_more_facts(profile: Profile, dials: tuple[float, float]) -> None:
    low, high = (correct_shares(ease_profile(profile, dial)) for dial in sorted(dials))
    assert all(low[name] >= high[name] - 1e-12 for name in low)


def test_the_dial_changes_shares_of_fields_but_not_population_and_forms() -> None:
    half = ease_profile(REPORT_PROFILE, 0.5)
    assert all(half.fields[name] != share for name, share in REPORT_PROFILE.fields.items())
    assert all(
        share > correct_shares(REPORT_PROFILE)[name] for name, share in correct_shares(half).items()
    )
    honesty = {name: getattr(REPORT_PROFILE.honesty, name) for name in OMISSIONS}
    assert replace(half.honesty, **honesty) == REPORT_PROFILE.honesty
    names = {name: getattr(REPORT_PROFILE.names, name) for name in (*SLIPS, "alias")}
    assert replace(half.names, **names) == REPORT_PROFILE.names
    moved = {"name", "honesty", "names", "births", "fields", "has_showcase"}
    assert all(
        getattr(half, field.name) == getattr(REPORT_PROFILE, field.name)
        for field in fields(half)
        if field.name not in moved
    )


def test_the_eased_profile_is_report_by_the_dial_without_the_showcase() -> None:
    assert ease_profile(REPORT_PROFILE, EASED_NOISE) == EASED_PROFILE
    assert EASED_PROFILE.name == "eased"
    assert not EASED_PROFILE.has_showcase
