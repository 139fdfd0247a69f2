"""The pages: each turns a request into one reading or one act, and its outcome into an answer."""
