"""Notices: letters written with a decision and delivered afterwards."""
