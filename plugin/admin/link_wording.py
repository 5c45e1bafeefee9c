"""Where links stand, how they are and what a test found, in the reader's words."""

from __future__ import annotations

from plugin.language import N_

STATES = {
    "live": N_("Live"),
    "making": N_("Being made"),
    "planned": N_("With the launch"),
    "failed": N_("Short path failed"),
    "paused": N_("Paused"),
    "retired": N_("Retired"),
}
TONES = {"live": "success", "making": "info", "failed": "critical", "paused": "warning"}
HELD_BY = {
    "owner": N_("You paused it. It leads to the home page meanwhile."),
    "campaign": N_("Its campaign is paused. It leads to the home page meanwhile."),
    "creator": N_("The creator is archived. It leads to the home page meanwhile."),
}
ENDED_BY = {
    "owner": N_("You retired it. Its short path is gone; orders it brought keep naming it."),
    "campaign": N_("Its campaign was retired. Orders it brought keep naming it."),
    "leaving": N_("It was taken out of the shop together with all others."),
    "enrolment": N_("The creator takes part no longer. Chosen again, they get this very link back."),
}
STEPS = {
    "short": N_("Short path"),
    "go": N_("Earmark's address"),
    "discount": N_("Discount"),
    "landing": N_("Landing page"),
    "code": N_("Code"),
    "on": N_("On the way"),
}
FILTERS = {
    "standing": N_("All but retired"),
    "live": N_("Live"),
    "failed": N_("Short path failed"),
    "paused": N_("Paused"),
    "retired": N_("Retired"),
    "all": N_("All"),
}
