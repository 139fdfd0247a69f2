"""Permission lines taken out one at a time: `make mutants` tells which of them no test would miss.

`seeing` runs the tests once and notes which of them come by which line; `hunting` takes each line out, in a process of
its own, and runs those tests until one fails. The second wall is down meanwhile, so that it hides no hole in the first.
"""
