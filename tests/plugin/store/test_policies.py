"""Policies: the newest is in force, in its own shop."""

from plugin.attribution.policy import DEFAULT, Policy, Tie
from plugin.attribution.revenue import Basis
from plugin.store.policies import add_policy, policies, policy_in_force


def test_versions_count_up_and_the_newest_is_in_force(database, ana, ben, now):
    with database.shop(ana) as session:
        assert policy_in_force(session) == DEFAULT
        assert add_policy(session, Policy(basis=Basis.WITH_TAX), now).version == 1
        kept = add_policy(session, Policy(tie=Tie.OLDEST, window_days=7), now)
    with database.shop(ana) as session:
        assert policy_in_force(session) == kept == Policy(2, Basis.NET, Tie.OLDEST, 7)
        assert [row.version for row in policies(session)] == [2, 1]
    with database.shop(ben) as session:
        assert (policy_in_force(session), policies(session)) == (DEFAULT, [])
