"""Child processes: started one after the other, stopped in the reverse order, never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec is no time to import


class Failed(Exception):
    """Something the service needs is not to be had; the text is one sentence for a person."""


@dataclass(frozen=True)
class Program:
    """What to run: its name in the log, its words, the signal that stops it, what it reads at first."""

    name: str
    command: Sequence[str]
    stop: signal.Signals = signal.SIGTERM
    before: Callable[[], None] | None = None  # runs in the child, before the program itself
    answers: Callable[[], bool] | None = None
    stdin: str = ""
    grace: float = 20  # seconds that it may take to stop


def say(line: str) -> None:
    """Show a line; when nobody is left to read it, the work goes on."""
    with suppress(OSError):
        print(line, flush=True)  # noqa: T201


def tie(stop: signal.Signals) -> None:
    """Have the kernel send `stop` to this process when its parent dies, however the parent dies."""
    if LINUX:
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop))


@dataclass
class Child:
    """A program that runs."""

    program: Program
    process: subprocess.Popen[str]
    reader: threading.Thread = field(init=False)
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=3))

    @classmethod
    def start(cls, program: Program, *, loud: bool) -> "Child":
        """Start a program in a process group of its own, so that Ctrl-C reaches only the runner."""

        def prepare() -> None:
            if program.before:
                program.before()
            tie(program.stop)

        try:
            process = subprocess.Popen(  # noqa: S603 - our own programs
                program.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                process_group=0,
                preexec_fn=prepare,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise Failed(f"{program.name} could not be started: {error}.") from error
        child = cls(program, process)
        child.feed()
        child.reader = threading.Thread(target=child.follow, args=(loud,), daemon=True)
        child.reader.start()
        return child

    def feed(self) -> None:
        """Give the program what it reads at its start."""
        with suppress(BrokenPipeError):  # it has ended already; whoever waits for its answer will say so
            if self.process.stdin:
                self.process.stdin.write(self.program.stdin)
                self.process.stdin.close()

    def follow(self, loud: bool) -> None:
        """Show what the program writes, line by line with its name in front."""
        if self.process.stdout:
            with self.process.stdout as lines:
                for line in lines:
                    self.last_words.append(line.strip())
                    if loud:
                        say(f"{self.program.name:>9} | {line.rstrip()}")

    def wait_until_it_answers(self, patience: float = 60) -> None:
        """Wait for the program to be of use; raise `Failed` when it ends instead, or keeps silent."""
        deadline = time.monotonic() + patience
        while self.program.answers and not self.program.answers():
            if self.process.poll() is not None:
                self.reader.join(timeout=1)
                raise Failed(f"{self.program.name} ended at its start: {' / '.join(self.last_words)}")
            if time.monotonic() > deadline:
                raise Failed(f"{self.program.name} does not answer after {patience:.0f} seconds.")
            time.sleep(0.01)

    def end(self) -> None:
        """Ask the program to stop, give it its time, and clear away what is left of its group."""
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.program.grace)
        self.kill()
        self.process.wait()
        self.reader.join(timeout=5)

    def kill(self) -> None:
        """Kill the program and its own children."""
        with suppress(ProcessLookupError, PermissionError):  # nobody is left
            os.killpg(self.process.pid, signal.SIGKILL)


class Household:
    """The programs that run together; leaving the block stops them, the last started first."""

    def __init__(self, *, loud: bool = True) -> None:
        self.children: list[Child] = []
        self.loud = loud
        self.stopping = False

    def __enter__(self) -> "Household":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, program: Program) -> Child:
        """Start a program and wait until it answers."""
        child = Child.start(program, loud=self.loud)
        self.children.append(child)
        child.wait_until_it_answers()
        return child

    def run(self, program: Program) -> None:
        """Run a program to its end; raise `Failed` unless it ended well."""
        child = self.start(program)
        code = child.process.wait()
        child.end()
        self.children.remove(child)
        if code:
            raise Failed(f"{program.name} failed (exit {code}): the lines above say why.")

    def watch(self) -> None:
        """Stay until one of the programs ends by itself, which none should."""
        while True:
            for child in self.children:
                if child.process.poll() is not None:
                    raise Failed(f"{child.program.name} has ended (exit {child.process.returncode}).")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop all programs, the last started first."""
        self.stopping = True
        while self.children:
            child = self.children[-1]
            if self.loud:
                say(f"Stopping {child.program.name} ...")
            child.end()
            self.children.pop()

    def kill(self) -> None:
        """Kill all programs at once."""
        for child in self.children:
            child.kill()
