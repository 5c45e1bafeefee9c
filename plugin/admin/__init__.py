"""The embedded dashboard: what a shop's owner sees inside Shopify's admin.

One page is one file in `pages/` and one template in `templates/admin/`. A page:

- registers its routes on `blueprint`; `session.enter` has then let nobody in without a verified ID token;
- opens the shop's transaction with `shop_session()`, asks `plugin.services` for what it shows, and renders a
template
  that extends `admin/base.html` and builds on `admin/parts/*.html` (tables, empty states, charts, numbers);
- answers a form with `done(url, "what happened")` (a toast, then that page) or renders itself again with the
errors;
- exports a table with `csv_response`, linked by the macro `export_link`.

Templates speak through `_()`, and format with the filters money, number, percent, day and moment.
"""

from plugin.admin import pages as pages
from plugin.admin.blueprint import blueprint

__all__ = ["blueprint"]
