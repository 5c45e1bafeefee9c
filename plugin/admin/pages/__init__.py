"""One file per page; importing this package registers them all on the blueprint."""

from plugin.admin.pages import campaign_form as campaign_form
from plugin.admin.pages import campaign_page as campaign_page
from plugin.admin.pages import campaign_pickers as campaign_pickers
from plugin.admin.pages import campaigns as campaigns
from plugin.admin.pages import code_page as code_page
from plugin.admin.pages import creator as creator
from plugin.admin.pages import creator_form as creator_form
from plugin.admin.pages import creator_import as creator_import
from plugin.admin.pages import creators as creators
from plugin.admin.pages import deliveries as deliveries
from plugin.admin.pages import landing_page as landing_page
from plugin.admin.pages import link_form as link_form
from plugin.admin.pages import link_page as link_page
from plugin.admin.pages import link_settings as link_settings
from plugin.admin.pages import links as links
from plugin.admin.pages import missing as missing
from plugin.admin.pages import orders as orders
from plugin.admin.pages import overview as overview
from plugin.admin.pages import placements as placements
from plugin.admin.pages import settings as settings
from plugin.admin.pages import survey as survey
from plugin.admin.pages import survey_answers as survey_answers
from plugin.admin.pages import survey_settings as survey_settings
from plugin.admin.pages import survey_texts as survey_texts
from plugin.admin.pages import visits as visits
from plugin.admin.pages import why as why
