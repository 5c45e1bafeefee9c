"""Everything in one process: the admin, the receiver and what shoppers meet."""

from plugin.admin import blueprint as admin
from plugin.app import create_app
from plugin.log import set_up_logging
from plugin.sentry import set_up_sentry
from plugin.settings import Settings
from storefront.addresses import blueprint as storefront
from webhooks.clouds.receive import blueprint as clouds
from webhooks.receive import blueprint as webhooks

settings = Settings.from_env()
set_up_logging(settings)
set_up_sentry(settings, "web")
app = create_app(settings, admin, webhooks, clouds, storefront)
