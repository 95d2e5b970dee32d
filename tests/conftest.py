"""Shared by all tests. No test asserts on time: machines are noisy, and benchmarks measure."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# In CI the same examples every time, so that a change is judged by itself; elsewhere new ones.
settings.register_profile(
    "policykit",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("policykit")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that another run found is taken for found, and nothing is left in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of a PostgreSQL server of the tests' own, one for each worker."""
    from . import postgres_server

    with postgres_server.running() as url:
        yield url
