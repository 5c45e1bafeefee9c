"""The receiver apart, for gunicorn's asgi worker: `gunicorn -k asgi webhooks.asgi:app`."""

from plugin.log import set_up_logging
from plugin.sentry import set_up_sentry
from plugin.settings import Settings
from plugin.store.database import Database
from webhooks.asgi_door import AsgiDoor

settings = Settings.from_env()
set_up_logging(settings)
set_up_sentry(settings, "receiver")
app = AsgiDoor(settings, Database.from_settings(settings, pool_size=1))
