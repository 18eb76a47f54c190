"""A deterministic simulation of the whole bot in a hostile world.

Two or three processes of the bot run beside each other in one: the modules of
production (use cases, ledger, clients, door for hints, outbox) over the stand-ins of
Teamleader, Twikey and Slack. Only what touches the machine is exchanged: sockets,
threads, the clock, the wake-ups, chance. Time is virtual, so hours pass in a fraction
of a second, and everything follows from one seed: the story that happens in the books,
latency, lost requests and lost answers, 429 and 5xx, hints that come double, late, in
another order or never, PDFs that come late, a slow database, machines whose clocks are
wrong, processes that freeze past their leases, and processes that are killed at any
await. Then the trouble ends, quiet follows, and ``invariants`` are judged where the
outside sees them: at Teamleader, at Twikey, in Slack.

How to use it::

    make simulate SEEDS=1000                    many seeds, on all cores
    python -m tests.simulation --seeds 1000 --from 5000
    python -m tests.simulation --seed 76        one seed, with all it did
    python -m tests.simulation --planted        does it find what it should?

A seed that fails prints the one command that replays it. The same seed is the same run
as long as the code is the same: whoever changes the order of two calls shuffles all
that follows, so a seed is no regression test. Write one for what it found.

``planted`` holds mistakes that are put into the program for the length of a run. Each
has to be found within 200 seeds; one that is not found says that the simulation has
become too kind.
"""
