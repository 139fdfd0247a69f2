"""The processes of the scheme in a real browser, each from the first log-in to the last letter, through pages only."""
