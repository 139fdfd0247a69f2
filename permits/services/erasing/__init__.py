"""Erasing whose terms are over: a dry run that counts, and the job, in sets, with an event for every row."""
