import os, collections, pytest, random
from hypothesis import settings, Phase
from hypothesis.stateful import run_state_machine_as_test
from tests.season.test_machine import machine, BY_CHANCE
from tests.season import stage as st

pytestmark = pytest.mark.django_db
COUNT = collections.Counter()


def wrap(name):
    f = getattr(st.Stage, name)

    def g(self, *a, **k):
        COUNT[name] += 1
        n = COUNT["ok"]
        r = f(self, *a, **k)
        COUNT[name + " done"] += COUNT["ok"] - n
        return r

    setattr(st.Stage, name, g)


for n in "offer accept decline apply issue refuse change ask decide renew tell tell_again intrude answer_case".split():
    if hasattr(st.Stage, n):
        wrap(n)
f = st.Stage.attempt


def att(self, do, *, may, dies=False):
    r = f(self, do, may=may, dies=dies)
    COUNT["ok"] += may
    return r


st.Stage.attempt = att


def test_many(machine):
    n = int(os.environ.get("N", 100))
    steps = int(os.environ.get("STEPS", 40))
    seed = int(os.environ.get("SEED", 1))
    from hypothesis import seed as hseed
    from tests.season import machine as m

    sweeps = m.SeasonMachine.sweep
    ph = (Phase.generate, Phase.shrink) if os.environ.get("SHRINK") else (Phase.generate,)
    machine._hypothesis_internal_use_seed = seed
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(BY_CHANCE, derandomize=False, max_examples=n, stateful_step_count=steps, phases=ph),
        )
    finally:
        print(sorted(COUNT.items()))
