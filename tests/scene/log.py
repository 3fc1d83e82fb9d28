"""The log as an outsider reads it: docs/formats/log.md once more, without a line of the program's.

Trees are made leaf by leaf as RFC 6962, 2.1 says it; signatures are checked by openssl.
"""

import base64
import hashlib
import json
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\1", root_of(leaves[:split]), root_of(leaves[split:]))


def is_signed(text, signature, public_key):
    """Ed25519, by openssl."""
    with tempfile.TemporaryDirectory() as folder:
        key, said, signed = (Path(folder, name) for name in ("key", "text", "signature"))
        key.write_bytes(bytes.fromhex("302a300506032b6570032100") + public_key)
        said.write_bytes(text)
        signed.write_bytes(signature)
        ended = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key, "-rawin",
             "-in", said, "-sigfile", signed], capture_output=True, check=False)
        return ended.returncode == 0


def lines_of(note):
    """(name, id, signed bytes) of each signature line."""
    found = []
    for line in note.partition("\n\n")[2].splitlines():
        dash, name, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        assert dash == "\u2014" and len(signature) > 4, line
        found.append((name, signature[:4], signature[4:]))
    assert note.endswith("\n") and found
    return found


class Key:
    """Of a log (type 1), or of a witness (4)."""

    def __init__(self, line, type=1):
        self.line = line.strip()
        self.name, id, rest = self.line.split("+", 2)
        typed = base64.b64decode(rest, validate=True)
        assert typed[0] == type and len(typed) == 33
        self.id, self.public = bytes.fromhex(id), typed[1:]
        assert self.id == sha(self.name.encode(), b"\n", typed)[:4]

    def open(self, note):
        """(size, root) of a checkpoint that this key signed."""
        text = note.partition("\n\n")[0] + "\n"
        (signature,) = self.own(note)
        assert is_signed(text.encode(), signature, self.public), note
        origin, size, root = text.rstrip("\n").split("\n")
        assert origin == self.name
        return int(size), base64.b64decode(root, validate=True)

    def own(self, note):
        return [signed for name, id, signed in lines_of(note) if (name, id) == (self.name, self.id)]

    def cosigned(self, note):
        """When this witness cosigned it, by C2SP tlog-cosignature; None: it did not."""
        text = note.partition("\n\n")[0] + "\n"
        found = self.own(note)
        for signed in found:
            assert len(signed) == 72, signed
            time = int.from_bytes(signed[:8], "big")
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            assert is_signed(message, signed[8:], self.public), note
        return max(int.from_bytes(signed[:8], "big") for signed in found) if found else None


class Signer:
    """A log of one's own, honest or not: its leaves are texts, and openssl signs."""

    def __init__(self, folder, name="python.example/log"):
        self.file, self.name = Path(folder, "signer.pem"), name
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.file], check=True,
                       capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", self.file, "-pubout", "-outform", "DER"],
                                check=True, capture_output=True).stdout[-32:]
        self.id = sha(name.encode(), b"\n\1", public)[:4]
        self.line = f"{name}+{self.id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"

    def sign(self, leaves):
        """A checkpoint of the tree of these leaves."""
        root = base64.b64encode(root_of([leaf(text) for text in leaves])).decode()
        text = f"{self.name}\n{len(leaves)}\n{root}\n"
        with tempfile.NamedTemporaryFile() as said:
            said.write(text.encode())
            said.flush()
            signature = subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-inkey", self.file, "-rawin", "-in", said.name],
                check=True, capture_output=True).stdout
        return f"{text}\n\u2014 {self.name} {base64.b64encode(self.id + signature).decode()}\n"


def leaf(text):
    return sha(b"\0", text.encode())


def consistency(leaves, first):
    """PROOF(first, D[n]) of RFC 6962, 2.1.2, of texts."""
    def subproof(m, hashes, is_whole):
        if m == len(hashes):
            return [] if is_whole else [root_of(hashes)]
        split = 1
        while split * 2 < len(hashes):
            split *= 2
        if m <= split:
            return [*subproof(m, hashes[:split], is_whole), root_of(hashes[split:])]
        return [*subproof(m - split, hashes[split:], False), root_of(hashes[:split])]
    return subproof(first, [leaf(text) for text in leaves], True) if first else []


def submission(old, hashes, checkpoint):
    return f"old {old}\n" + "".join(base64.b64encode(one).decode() + "\n" for one in hashes) + \
        f"\n{checkpoint}"


def path_of(index):
    text = f"{index % 1000:03}"
    while index := index // 1000:
        text = f"x{index % 1000:03}/{text}"
    return text


def widths(size):
    """Index and width of each tile of a level that has `size` hashes."""
    return [(i, min(256, size - 256 * i)) for i in range((size + 255) // 256)]


class Log:
    """A log that is read whole. `get(path)` gives the bytes of an answer."""

    def __init__(self, get):
        self.get = get
        self.key = Key(get("/log/key").decode())
        self.size, self.root = self.key.open(get("/log/checkpoint").decode())

    def tile(self, level, index, width):
        return self.get(f"/log/tile/{level}/{path_of(index)}" + (f".p/{width}" if width < 256 else ""))

    def entries(self):
        found = []
        for index, width in widths(self.size):
            rest = self.tile("entries", index, width)
            for _ in range(width):
                size = int.from_bytes(rest[:2], "big")
                found.append(rest[2:2 + size])
                rest = rest[2 + size:]
            assert not rest
        return found

    def check(self):
        """Everything that it serves follows from its entries, and they lead to the root it signed."""
        entries = self.entries()
        assert all(len(entry) == 33 and entry[0] == 1 for entry in entries)
        hashes = leaves = [sha(b"\0", entry) for entry in entries]
        assert root_of(leaves) == self.root
        level = 0
        while hashes:
            for index, width in widths(len(hashes)):
                assert self.tile(level, index, width) == b"".join(hashes[256 * index:256 * index + width])
            hashes = [root_of(hashes[256 * i:256 * i + 256]) for i in range(len(hashes) // 256)]
            level += 1
        return entries


def stamp(text):
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return ((at - EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)


def canonical(thing):
    """RFC 8785, of objects with texts, whole numbers and lists alone."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry_of(evidence, thing):
    said, salt = evidence["entry"], bytes.fromhex(evidence["salt"])
    return b"\1" + sha(
        b"renkei-entry-v1\n", salt, bytes([1, {"2.0": 20, "2.1": 21}[said["spec_version"]]]),
        stamp(said["added"]), stamp(said["version"]), bytes(8),
        bytes.fromhex(said["collection"].replace("-", "")), bytes.fromhex(said["giver_seal"]),
        sha(canonical(thing)), said["id"].encode())


def holds(evidence, thing, key):
    """By RFC 9162, 2.1.3.2, and the key that one knows from elsewhere."""
    lines, _, checkpoint = evidence["proof"].partition("\n\n")
    first, index, *hashes = lines.split("\n")
    assert first == "c2sp.org/tlog-proof@v1"
    size, root = key.open(checkpoint)
    fn, sn = int(index.removeprefix("index ")), size - 1
    assert fn < size
    at = sha(b"\0", entry_of(evidence, thing))
    for text in hashes:
        beside = base64.b64decode(text, validate=True)
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            at = sha(b"\1", beside, at)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            at = sha(b"\1", at, beside)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and at == root
