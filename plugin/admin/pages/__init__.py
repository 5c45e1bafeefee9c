"""One file per page; importing this package registers them all on the blueprint."""

from plugin.admin.pages import deliveries as deliveries
from plugin.admin.pages import missing as missing
from plugin.admin.pages import overview as overview
