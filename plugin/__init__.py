"""The installed app.

attribution/  pure: who earned an order, and why          ledger/   pure: money, entries, posting, balances
stats/        pure: numbers with their margin             store/    the only SQL, one file per subject
shopify/      the only code that knows Shopify's libraries services/ use cases, a verb per file
jobs/         background work                              admin/    the embedded dashboard
app.py        puts blueprints into a Flask app             wsgi.py   everything in one process
settings.py, errors.py, server.py (gunicorn), cli/ (commands)
"""
