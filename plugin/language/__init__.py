"""What people read: catalogues, and numbers, money, percent and time as the reader writes them.

The source text is English. `_("…")` translates in templates, `N_("…")` marks a message id that code keeps for
later, and `M_("… %(name)s …", name=…)` makes a sentence with values that whoever shows it translates (an
error's message, a reason). `Language` is one reader: a catalogue, a locale for the formats, a time zone for
the days.

`python -m plugin.language` gathers the messages of the whole tree into the catalogues.
"""

from plugin.language.catalogues import CATALOGUES
from plugin.language.messages import M_, N_, Message
from plugin.language.reader import Language, language_for

__all__ = ["CATALOGUES", "M_", "N_", "Language", "Message", "language_for"]
