"""Acts on the agreement: loading and editing its data, asking what holds, and keeping its quotas."""
