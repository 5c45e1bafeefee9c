"""Commands for whoever runs Earmark: `python -m plugin.cli <command>`. One file per command."""
