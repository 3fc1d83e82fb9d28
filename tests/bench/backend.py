"""The figures of a store on PostgreSQL, each beside the same of SQLite or of PostgreSQL alone."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import generate
import program

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "backend"))

from postgres import Postgres  # noqa: E402

DATA = Path(__file__).resolve().parents[2] / "build/bench-data"
# In the order in which the store writes them.
TABLES = ("version_key", "version", "member", "observable", "ref", "named", "ends")


class Engine:
    """A store with all indicators on one engine."""

    def __init__(self, bench, store):
        self.bench, self.store = bench, store
        self.secrets = program.init(store)
        bundle = bench.made("bundle")
        self.rate = bench.count / program.measured(["import", bundle, "--store", store,
                                                    "--quiet"]).seconds

    def pages(self):
        with program.Server(self.store, self.secrets) as server:
            url = server.taxii_page(1000)
            headers = {"Accept": program.TAXII, "Authorization": "Bearer " + server.token}
            return program.wrk(server.url + url, headers)

    def lookup_ms(self):
        times, count = [], self.bench.count
        with program.Server(self.store, self.secrets) as server:
            for turn in range(11):
                step = max(1, count // 11000)
                values = [generate.value(self.bench.seed, (turn * 1000 + at) * step % count)[1]
                          for at in range(1000)]
                start = time.monotonic()
                answer = server.post("/api/v1/lookup", {"values": values})
                times.append(time.monotonic() - start)
                if not all(result["matches"] for result in answer["results"]):
                    raise RuntimeError("look-up missed values that are there")
        return statistics.median(times[1:]) * 1000


def psql(url, text):
    subprocess.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", url, "-c", text], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def copy_rate(postgres, url, count):
    """PostgreSQL alone: the same bytes by COPY into the same tables, one transaction a table."""
    folder = DATA / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for table in TABLES:
        psql(url, f"\\copy {table} to '{folder}/{table}' binary")
    empty = postgres.fresh()
    schema = subprocess.run(["pg_dump", "-s", url], check=True, capture_output=True).stdout
    subprocess.run(["psql", "-q", "-X", empty], input=schema, check=True,
                   stdout=subprocess.DEVNULL)
    start = time.monotonic()
    for table in TABLES:
        psql(empty, f"\\copy {table} from '{folder}/{table}' binary")
    seconds = time.monotonic() - start
    postgres.drop(empty)
    shutil.rmtree(folder)
    return count / seconds


def run(bench):
    folder = DATA / "backend"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sqlite = Engine(bench, folder / "renkei.db")
    with Postgres(durable=True, settings={"shared_buffers": "512MB"}) as postgres:
        url = postgres.fresh()
        ours = Engine(bench, url)
        plain = copy_rate(postgres, url, bench.count)
        bench.row(f"import of {bench.count:,} into PostgreSQL", f"{ours.rate:,.0f}/s", "", None)
        bench.row("the same into SQLite", f"{sqlite.rate:,.0f}/s", "", None)
        bench.row("COPY of the same rows into the same tables", f"{plain:,.0f}/s", "", None)
        bench.row("import beside COPY", f"{ours.rate / plain:.2f}", ">= 0.5",
                  ours.rate >= plain / 2)
        pages = [ours.pages(), sqlite.pages()]
        bench.row("TAXII pages of 1,000 objects", f"{pages[0]:,.0f} pages/s", "", None)
        bench.row("the same from SQLite", f"{pages[1]:,.0f} pages/s", "", None)
        bench.row("pages beside SQLite's", f"{pages[0] / pages[1]:.2f}", ">= 0.5",
                  pages[0] >= pages[1] / 2)
        bench.row("look-up of 1,000 values", f"{ours.lookup_ms():.1f} ms", "", None)
        bench.row("the same in SQLite", f"{sqlite.lookup_ms():.1f} ms", "", None)
    shutil.rmtree(folder)
