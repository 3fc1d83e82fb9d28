"""What it costs that one program at a time writes to a database (the advisory lock of src/store/postgres.c).

Alone, beside the same with the lock left out; then several programs into one database, beside the
same programs into a database each, where none waits for another. The lock is left out without the
program's knowing: its database has a function of that name, and looks at its own functions first. What
it is compared with has such a function too, which takes the lock.
"""

import os
import threading
import time
from pathlib import Path

import program
from postgres import Postgres, session, wait_until

SHARE = 4     # of the indicators, for each import
PAIRS = 5     # of what is compared, in turn; of their ratios the middle one counts
PROGRAMS = 2
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB",
            "shared_preload_libraries": "pg_stat_statements", "track_functions": "none"}
FUNCTION = "CREATE FUNCTION public.pg_advisory_xact_lock(bigint) RETURNS void LANGUAGE sql AS '{}'"
TAKEN, LEFT_OUT = "SELECT pg_catalog.pg_advisory_xact_lock($1)", "SELECT"
# Of the writers: who fills the index of words has a lock of its own.
KEY = 8243108421
HELD = (f"SELECT count(*) FILTER (WHERE granted), count(*) FILTER (WHERE NOT granted) FROM pg_locks"
        f" WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = {KEY}")
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'fresh%'"
ASKED = ("SELECT calls, total_exec_time, max_exec_time FROM pg_stat_statements"
         " WHERE query LIKE 'SELECT pg_advisory_xact_lock(%' ORDER BY calls DESC")


class Sampler(threading.Thread):
    """Looks again and again whether the lock is held, and how many wait for it."""

    def __init__(self, cluster):
        super().__init__()
        self.cluster, self.ends = cluster, threading.Event()
        self.looks = self.held = self.waiting = 0

    def run(self):
        url = self.cluster.owner_url()
        with session(url) as ask:
            while not self.ends.wait(0.01):
                ask(f"INSERT INTO held {HELD}")
                self.looks += 1

    def __enter__(self):
        self.cluster.sql("DROP TABLE IF EXISTS held; CREATE UNLOGGED TABLE held (held int, waiting int)",
                         self.cluster.owner_url())
        self.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.join()
        row = self.cluster.sql("SELECT count(*), sum(held), sum(waiting) FROM held",
                               self.cluster.owner_url())
        self.looks, self.held, self.waiting = (int(number or 0) for number in row.split("|"))


def processor_seconds(cluster):
    """Of all that has ended so far: programs that ran here, and connections of the server."""
    ours = os.times()
    theirs = Path(f"/proc/{cluster.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (ours.children_user + ours.children_system
            + (int(theirs[13]) + int(theirs[14])) / os.sysconf("SC_CLK_TCK"))


class Run:
    """Imports at once, each of a file of its own: how fast, and what became of the lock."""

    def __init__(self, cluster, files, count, stores):
        cluster.sql("CHECKPOINT; SELECT pg_stat_statements_reset()", cluster.owner_url())
        errors, before = [], processor_seconds(cluster)

        def take(file, store):
            try:
                program.measured(["import", file, "--store", store, "--quiet"])
            except RuntimeError as error:
                errors.append(error)
        threads = [threading.Thread(target=take, args=each) for each in zip(files, stores)]
        with Sampler(cluster) as sampler:
            start = time.monotonic()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.seconds = time.monotonic() - start
        if errors:
            raise errors[0]
        if not wait_until(lambda: cluster.sql(CONNECTED, cluster.owner_url()) == "0", 10):
            raise RuntimeError("a connection stays open")
        self.processor = processor_seconds(cluster) - before
        self.rate = count * len(threads) / self.seconds
        rows = [line.split("|") for line in cluster.sql(ASKED, cluster.owner_url()).split("\n") if line]
        self.batches = sum(int(row[0]) for row in rows)
        self.get_ms = sum(float(row[1]) for row in rows) / max(1, self.batches)
        self.get_most_ms = max((float(row[2]) for row in rows), default=0)
        self.held = sampler.held / max(1, sampler.looks)
        self.hold_ms = self.held * self.seconds * 1000 / max(1, self.batches)


class Lock:
    def __init__(self, bench, cluster):
        self.bench, self.cluster = bench, cluster
        self.count = max(1000, bench.count // SHARE)
        self.files = [bench.made("bundle", count=self.count, seed=seed + 1) for seed in range(PROGRAMS)]

    def fresh(self, lock=None):
        """A database with a store; `lock` is what its function of that name does."""
        url = self.cluster.fresh()
        program.init(url)
        if lock:
            name = url.split("?")[0].rsplit("/", 1)[1]
            self.cluster.sql(f"{FUNCTION.format(lock)};"
                             f"ALTER DATABASE {name} SET search_path = public, pg_catalog", url)
        return url

    def taken(self, count, urls):
        """One run, which must have taken everything; the databases are gone afterwards."""
        files = self.files[:count]
        run = Run(self.cluster, files, self.count, urls)
        found = sum(int(self.cluster.sql("SELECT count(DISTINCT added) FROM member", url))
                    for url in set(urls))
        if found != self.count * count:
            raise RuntimeError(f"{found} were taken of {self.count * count}")
        for url in set(urls):
            self.cluster.drop(url)
        return run

    def pairs(self, count, left, right):
        """Runs of `count` programs into the databases that `left` and `right` give; each first in turn."""
        pairs = []
        for turn in range(PAIRS):
            sides = [left, right] if turn % 2 == 0 else [right, left]
            runs = [self.taken(count, side()) for side in sides]
            pairs.append(tuple(runs if turn % 2 == 0 else reversed(runs)))
        return pairs

    def alone(self):
        pairs = self.pairs(1, lambda: [self.fresh(TAKEN)], lambda: [self.fresh(LEFT_OUT)])
        if not all(held.held and not free.held for held, free in pairs):
            raise RuntimeError("the lock was not what made the difference")
        return pairs

    def several(self):
        return self.pairs(PROGRAMS, lambda: [self.fresh()] * PROGRAMS,
                          lambda: [self.fresh() for _ in range(PROGRAMS)])


def middle(runs):
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def row_ratio(bench, what, pairs, figure=lambda run: run.rate):
    ratios = sorted(figure(left) / figure(right) for left, right in pairs)
    bench.row(what, f"{ratios[len(ratios) // 2]:.2f}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", None)


def run(bench):
    with Postgres(durable=True, settings=SETTINGS) as cluster:
        cluster.sql("CREATE EXTENSION pg_stat_statements", cluster.owner_url())
        lock = Lock(bench, cluster)
        pairs = lock.alone()
        alone, free = (middle(runs) for runs in zip(*pairs))
        bench.row(f"import of {lock.count:,} by one program", f"{alone.rate:,.0f}/s", "", None)
        bench.row(f"its lock, {alone.batches} batches: to get it", f"{alone.get_ms:.3f} ms", "", None)
        bench.row("to hold it, a batch", f"{alone.hold_ms:,.0f} ms", "", None)
        bench.row("the same with the lock left out", f"{free.rate:,.0f}/s", "", None)
        row_ratio(bench, f"with the lock beside without, {PAIRS} pairs", pairs)
        row_ratio(bench, "their processor time, programs and server", pairs, lambda run: run.processor)
        pairs = lock.several()
        one, each = (middle(runs) for runs in zip(*pairs))
        bench.row(f"{PROGRAMS} programs at once into one database", f"{one.rate:,.0f}/s", "", None)
        bench.row("their lock: to get it", f"{one.get_ms:,.0f} ms", "", None)
        bench.row("at most", f"{one.get_most_ms:,.0f} ms", "", None)
        bench.row("to hold it, a batch", f"{one.hold_ms:,.0f} ms", "", None)
        bench.row("held, of the time", f"{one.held * 100:.0f} %", "", None)
        bench.row(f"{PROGRAMS} programs into a database each", f"{each.rate:,.0f}/s", "", None)
        row_ratio(bench, f"one database beside one each, {PAIRS} pairs", pairs)
