"""When a failed job is tried again."""

from __future__ import annotations

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from plugin.errors import EarmarkError, ThrottledError


class Patience(BaseRetryStrategy):
    """Tries up to `attempts` times, each pause twice the one before from `first_pause` (s) to at most an
    hour.

    What cannot get better (our own errors say so) is not tried again; out of budget, the pause is what
    Shopify needs.
    """

    def __init__(self, attempts: int = 10, first_pause: int = 5) -> None:
        self.attempts = attempts
        self.first_pause = first_pause

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try `job` again after `exception`, None for never."""
        # `attempts` counts the runs before this one.
        if job.attempts + 1 >= self.attempts or (isinstance(exception, EarmarkError) and exception.permanent):
            return None
        pause = min(self.first_pause * 2**job.attempts, 3600)
        if isinstance(exception, ThrottledError):
            pause = max(pause, int(exception.wait_seconds) + 1)
        return RetryDecision(retry_in={"seconds": pause})
