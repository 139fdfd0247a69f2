"""Brings workers up quickly: `python -m tests.crashes.nursery` loads all once, and forks for each line it reads."""

import os
import signal
import sys

CHILDREN = 8


def main() -> None:
    """Fork a worker for every line, and say its number; end with whoever asked."""
    from config.local.processes import tie
    from tests.crashes.app import app

    tie(signal.SIGTERM)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    say("ready")
    for _line in sys.stdin:
        if os.fork() == 0:
            os.setsid()  # before its number is known: it is killed with its session
            say(str(os.getpid()))
            tie(signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            words = ["-c", str(CHILDREN), "-l", "WARNING", "--without-gossip", "--without-mingle"]
            app.worker_main(["--quiet", "worker", *words])
            os._exit(0)


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
