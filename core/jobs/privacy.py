"""Runs of the clock hold nothing of a person."""

from core.privacy import Line, plain

REGISTER: list[Line] = plain("JobRun SetAside")
