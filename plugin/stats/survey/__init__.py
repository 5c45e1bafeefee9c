"""What buyers' answers say, with their margin: counts in, shares, estimates and their intervals out."""

from plugin.stats.survey.counts import Seen as Seen
from plugin.stats.survey.counts import Sight as Sight
from plugin.stats.survey.counts import SurveyCounts as SurveyCounts
from plugin.stats.survey.counts import Unseen as Unseen
from plugin.stats.survey.influence import CreatorInfluence as CreatorInfluence
from plugin.stats.survey.influence import Influence as Influence
from plugin.stats.survey.influence import NotEnough as NotEnough
from plugin.stats.survey.influence import estimate_influence as estimate_influence
from plugin.stats.survey.margins import NO_EFFECT_BELOW as NO_EFFECT_BELOW
from plugin.stats.survey.margins import Estimate as Estimate
from plugin.stats.survey.margins import Interval as Interval
from plugin.stats.survey.priors import Priors as Priors
from plugin.stats.survey.shares import FEWEST_ANSWERS as FEWEST_ANSWERS
from plugin.stats.survey.shares import Share as Share
from plugin.stats.survey.shares import answers_needed as answers_needed
from plugin.stats.survey.shares import goodman as goodman
from plugin.stats.survey.shares import share_of as share_of
from plugin.stats.survey.shares import wilson as wilson
