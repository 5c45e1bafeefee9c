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
    "no_code": N_("No code, no visit"),
    "unknown_code": N_("Unknown code"),
    "sitewide": N_("Sitewide code"),
    "unknown_link": N_("Unknown link"),
    "refused": N_("Refused"),
    "not_counted": N_("Not counted"),
}
OUTCOME_TONES = {
    "credited": "success",
    "unknown_code": "warning",
    "unknown_link": "warning",
    "refused": "warning",
}
CAUSES = {
    "order": N_("the order's arrival"),
    "refund": N_("a refund"),
    "edit": N_("an edit of the order"),
    "cancellation": N_("a cancellation"),
    "evidence": N_("new evidence"),
    "policy": N_("a change of the attribution basis"),
    "code": N_("a code that was given to somebody"),
    "link": N_("another window of a link"),
}
ENTRIES = {
    "credit": N_("Credited"),
    "reversal": N_("Taken back"),
    "increase": N_("Raised"),
    "reduction": N_("Lowered"),
}
EVIDENCE = {
    "code": N_("Discount code"),
    "visit": N_("Visit"),
    "survey": N_("Answer in the survey"),
}
MODELS = {
    "policy": (N_("This shop's rule"), N_("What is attributed, by the settings in force.")),
    "first": (N_("First touch"), N_("All to whom the buyer met first.")),
    "last": (N_("Last touch"), N_("All to whom the buyer met last; a code counts at the order's time.")),
    "linear": (N_("Linear"), N_("Every touch the same.")),
    "position": (
        N_("Position"),
        N_("Two fifths to the first touch, two fifths to the last, one fifth to those between."),
    ),
    "time_decay": (N_("Time decay"), N_("The nearer to the order, the more; after seven days half.")),
    "survey_first": (
        N_("Survey first"),
        N_("A share to whom the buyer names as the introducer, the rest by time decay."),
    ),
}
"""Model -> what pages call it, and what it does."""
PLACEMENTS = {
    "bio": N_("Bio"),
    "feed": N_("Post"),
    "story": N_("Story"),
    "video": N_("Video"),
    "newsletter": N_("Newsletter"),
    "other": N_("Other place"),
}
REFUSED_VISITS = {
    "repeat": N_("Repeated within half an hour"),
    "crawler": N_("Programs, by their own word"),
    "burst": N_("Programs, by their speed"),
    "prefetch": N_("Fetched in advance, never opened"),
    "no_agent": N_("No word about the browser"),
    "head": N_("Links checked, not opened"),
}
SURVEY_CHANNELS = {
    "creator": N_("A creator or influencer"),
    "ad": N_("An ad on social media"),
    "friend": N_("Friend or family"),
    "search": N_("A search"),
    "podcast": N_("A podcast or video"),
    "press": N_("Press or a blog"),
    "coupon_site": N_("A discount or coupon site or extension"),
    "offer": N_("A discount or an offer"),
    "recommended": N_("A recommendation"),
    "needed": N_("Needed it anyway"),
    "gift": N_("A gift for somebody"),
    "reviews": N_("Reviews"),
    "other": N_("Something else"),
    "forgot": N_("Does not remember"),
}
SURVEY_QUESTIONS = {
    "first_heard": N_("How did you first hear about us?"),
    "why_today": N_("What made you buy today?"),
}
SURVEY_MEANINGS = {
    "creator": N_("A creator"),
    "channel": N_("A channel"),
    "decoy": N_("The invented name"),
    "ignored": N_("Ignored"),
    "unmapped": N_("Not read yet"),
}
SURVEY_PAGES = {"thank_you": N_("Thank-you page"), "order_status": N_("Order-status page")}
SURVEY_WAYS = {
    "channel": N_("Chosen"),
    "listed": N_("Chosen from the list of names"),
    "searched": N_("Found by search"),
    "text": N_("Typed"),
}
SURVEY_STATES = {
    "joined": N_("Its order is known"),
    "waiting": N_("Waits for its order"),
    "foreign": N_("Names another checkout's order"),
}
