"""What kept words are called on pages: channels, outcomes, causes, kinds of entry."""

from __future__ import annotations

from plugin.language import N_

CHANNELS = {
    "online": N_("Online store"),
    "pos": N_("Point of sale"),
    "draft": N_("Draft order"),
    "other": N_("Other channel"),
}
OUTCOMES = {
    "credited": N_("Credited"),
    "no_code": N_("No code used"),
    "unknown_code": N_("Unknown code"),
    "sitewide": N_("Sitewide code"),
    "refused": N_("Refused"),
    "not_counted": N_("Not counted"),
}
OUTCOME_TONES = {"credited": "success", "unknown_code": "warning", "refused": "warning"}
CAUSES = {
    "order": N_("the order's arrival"),
    "refund": N_("a refund"),
    "edit": N_("an edit of the order"),
    "cancellation": N_("a cancellation"),
    "evidence": N_("new evidence"),
    "policy": N_("a change of the attribution basis"),
    "code": N_("a code that was given to somebody"),
}
ENTRIES = {
    "credit": N_("Credited"),
    "reversal": N_("Taken back"),
    "increase": N_("Raised"),
    "reduction": N_("Lowered"),
}
EVIDENCE = {"code": N_("Discount code")}
