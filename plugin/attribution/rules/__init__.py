"""The rules, each a function with its sentence. `RULES` finds the sentence of a stored reason by its name."""

from plugin.attribution.rules import answering, counting, ownership, preceding, splitting, visiting
from plugin.attribution.rules.reason import Reason, Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for module in (counting, ownership, splitting, visiting, preceding, answering)
    for rule in vars(module).values()
    if isinstance(rule, Rule)
}
"""Every rule by name. A name is stored with decisions, so it is never given to another rule."""

__all__ = ["RULES", "Reason", "Rule"]
