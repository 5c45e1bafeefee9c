"""What shoppers see, alone: `APP_MODULE=storefront.wsgi`. It answers /health until
shoppers have pages of ours.
"""

from plugin.app import create_app
from plugin.log import set_up_logging
from plugin.settings import Settings

settings = Settings.from_env()
set_up_logging(settings)
app = create_app(settings)
