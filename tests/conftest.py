"""Shared by all tests. No test asserts on time: machines are noisy, and benchmarks measure."""

from hypothesis import HealthCheck, settings

settings.register_profile("policykit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("policykit")
