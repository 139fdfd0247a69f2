"""Verdicts on the agreement's own values: which rules hold, what their parameters say, which days are worked."""
