"""Importing creators from a CSV file.

read_table     bytes to rows, whatever Excel wrote            match_columns  which column holds what
read_row       cells to a creator's fields, or what is wrong  plan_import    new, updated, unchanged, and why
not write_plan     the plan into the store, set by set            review_upload  keep a file, look at it,
confirm columns run_import     start the import and carry it out

The rule by which a row finds its creator: by any of its handles first, then by exactly the same name (case
and spacing aside). Blank cells and missing rows change nothing: an import removes nothing.
"""
