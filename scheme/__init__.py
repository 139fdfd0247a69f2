"""The agreement between the two states as dated data: seasons, places, codes, rules and quotas."""
