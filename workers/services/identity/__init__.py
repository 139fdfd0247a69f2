"""Who a worker is: names, papers, doubles and merges, corrections, bans, and who was told or has looked."""
