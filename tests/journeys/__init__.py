"""One file a process, named after it: from the first word to the letter, through the door for programs."""
