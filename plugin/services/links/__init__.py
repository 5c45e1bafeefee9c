"""Creators' links: made with an enrolment, brought into the shop, walked, listed and retired."""
