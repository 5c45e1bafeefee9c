"""How fast it is: `make bench`. A measure stands beside a yardstick of the same run: machines are noisy."""
