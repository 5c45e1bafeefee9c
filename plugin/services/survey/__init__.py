"""The post-purchase survey: who is shown what, what an answer means, and what becomes of it.

`show_survey` and `take_answer` serve shoppers; `take_answer` also serves the web pixel, which carries an
answer where our server was away. `map_text` is the owner's decision about a typed text.
"""
