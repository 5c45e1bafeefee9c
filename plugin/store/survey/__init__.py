"""The post-purchase survey: its settings, what buyers were shown, what they answered, and what texts mean."""
