"""A wire between a program and PostgreSQL that counts how often the program waits for an answer.

    with Wire(cluster) as wire:
        program = Program(wire.url(url))     # the same database, over the wire
        with wire.counted() as count: ...
        count.trips

By the protocol the server answers whole after each Query, Sync, and end of a COPY: these are counted,
and not the time, or what a packet happens to hold.
"""

import contextlib
import shutil
import socket
import struct
import tempfile
import threading
from pathlib import Path

STARTUP = 196608            # protocol 3.0
WAITS = (b"Q", b"S", b"c")  # Query, Sync, CopyDone


class Counted:
    def __init__(self):
        self.trips = 0


class Messages:
    """The messages of one connection, cut out of what the program sends."""

    def __init__(self):
        self.rest, self.has_begun = b"", False

    def kinds(self, data):
        self.rest += data
        while True:
            head = 1 if self.has_begun else 0
            if len(self.rest) < head + 4:
                return
            end = head + struct.unpack("!I", self.rest[head:head + 4])[0]
            if len(self.rest) < end:
                return
            message, self.rest = self.rest[:end], self.rest[end:]
            if self.has_begun:
                yield message[:1]
            elif struct.unpack("!I", message[4:8])[0] == STARTUP:
                self.has_begun = True


class Wire:
    def __init__(self, cluster):
        self.path = str(cluster.folder / ".s.PGSQL.5432")
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-wire-"))
        self.plug = socket.socket(socket.AF_UNIX)
        self.plug.bind(str(self.folder / ".s.PGSQL.5432"))
        self.plug.listen(64)
        self.lock, self.counts = threading.Lock(), []
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.plug.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, url):
        return url.replace(self.path.rsplit("/", 1)[0], str(self.folder))

    @contextlib.contextmanager
    def counted(self):
        count = Counted()
        with self.lock:
            self.counts.append(count)
        try:
            yield count
        finally:
            with self.lock:
                self.counts.remove(count)

    def accept(self):
        while True:
            try:
                program, _ = self.plug.accept()
            except OSError:
                return  # closed
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.path)
            threading.Thread(target=self.connect, args=(program, server), daemon=True).start()

    def connect(self, program, server):
        with program, server:
            back = threading.Thread(target=carry, args=(server, program), daemon=True)
            back.start()
            self.forth(program, server)
            back.join()

    def forth(self, program, server):
        messages = Messages()

        def count(data):
            trips = sum(kind in WAITS for kind in messages.kinds(data))
            with self.lock:
                for each in self.counts:
                    each.trips += trips
        carry(program, server, count)


def carry(source, target, look=None):
    """Until either end is gone, and then to the other."""
    try:
        while data := source.recv(1 << 16):
            if look:
                look(data)
            target.sendall(data)
    except OSError:
        pass
    for plug in (source, target):
        with contextlib.suppress(OSError):
            plug.shutdown(socket.SHUT_RDWR)
