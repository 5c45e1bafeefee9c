"""The receiver alone: `APP_MODULE=webhooks.wsgi`."""

from plugin.app import create_app
from plugin.log import set_up_logging
from plugin.sentry import set_up_sentry
from plugin.settings import Settings
from webhooks.clouds.receive import blueprint as clouds
from webhooks.receive import blueprint

settings = Settings.from_env()
set_up_logging(settings)
set_up_sentry(settings, "web")
app = create_app(settings, blueprint, clouds)
