"""The agreement as dated data: seasons, areas, ports, calendars, wage floors, rule sets and quotas."""
