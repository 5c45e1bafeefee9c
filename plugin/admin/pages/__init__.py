"""One file per page; importing this package registers them all on the blueprint. Missing pages come last."""

from plugin.admin.pages import overview as overview

from plugin.admin.pages import missing as missing  # isort: skip  the catch-all
