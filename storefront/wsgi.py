"""What shoppers meet, alone: `APP_MODULE=storefront.wsgi`."""

from plugin.app import create_app
from plugin.log import set_up_logging
from plugin.sentry import set_up_sentry
from plugin.settings import Settings
from storefront.addresses import blueprint

settings = Settings.from_env()
set_up_logging(settings)
set_up_sentry(settings, "web")
app = create_app(settings, blueprint)
