"""Who takes part: employers and intermediaries, how they are described and corrected, and the public register."""
