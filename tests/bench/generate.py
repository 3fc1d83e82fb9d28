#!/usr/bin/env python3
"""Makes a million indicators, or what they are looked for in; the same bytes for the same seed.

    generate.py bundle --count 1000000 > bundle.json    one STIX bundle
    generate.py jsonl  --count 1000000 > objects.jsonl  one object a line
    generate.py list   --count 300000  > list.txt       one value a line
    generate.py log    --lines 1000000 --count 300000 > access.log
                                      a web server's log; one line in a thousand holds a value

Indicator number i is the same in every form and whatever the count. Names end in .example (RFC
2606), addresses are of 100.64.0.0/10 (RFC 6598). Memory does not grow with the count.
"""

import argparse
import hashlib
import sys
import uuid

WORDS = ("account alert bank billing care clinic cloud delivery desk doctor file health help hospital "
         "invoice login mail mask medical news office order parcel pay portal post remote secure "
         "service share shop sign support system test tracking update vaccine verify ward web").split()
START_DAY = 18293  # 2020-02-01 in days since 1970
AGENTS = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/80.0.3987.132",
          "Mozilla/5.0 (X11; Linux x86_64; rv:73.0) Gecko/20100101 Firefox/73.0",
          "curl/7.68.0", "Mozilla/5.0 (iPhone; CPU iPhone OS 13_3 like Mac OS X) Mobile/15E148")


def digest(seed, what, number):
    return hashlib.blake2b(b"%d %s %d" % (seed, what, number), digest_size=32).digest()


def host(bytes_):
    return (f"{WORDS[bytes_[0] % len(WORDS)]}-{WORDS[bytes_[1] % len(WORDS)]}-"
            f"{bytes_[2:6].hex()}.example")


def address(bytes_):
    return f"100.{64 + bytes_[0] % 64}.{bytes_[1]}.{bytes_[2]}"


def value(seed, number):
    """(kind, value) of indicator `number`: half names, the rest URLs, addresses and hashes."""
    bytes_ = digest(seed, b"value", number)
    kind = bytes_[31] % 20
    if kind < 10:
        return "domain", host(bytes_)
    if kind < 14:
        return "url", f"http://{host(bytes_)}/{WORDS[bytes_[6] % len(WORDS)]}/{bytes_[7:11].hex()}"
    if kind < 18:
        return "ipv4", address(bytes_)
    return "sha256", bytes_.hex()


PATTERNS = {"domain": "[domain-name:value = '%s']", "url": "[url:value = '%s']",
            "ipv4": "[ipv4-addr:value = '%s']", "sha256": "[file:hashes.'SHA-256' = '%s']"}


def stamp(number):
    day, second = number // 86400 % 28, number % 86400
    return (f"2020-03-{day + 1:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:"
            f"{second % 60:02d}.000Z")


def indicator(seed, number):
    kind, text = value(seed, number)
    bytes_ = digest(seed, b"id", number)
    ident = uuid.UUID(bytes=bytes_[:16], version=4)
    when = stamp(number)
    return ('{"type":"indicator","spec_version":"2.1","id":"indicator--%s","created":"%s",'
            '"modified":"%s","name":"%s %s %s","description":"Seen in a campaign against %s, '
            'report %d.","indicator_types":["malicious-activity"],"pattern":"%s",'
            '"pattern_type":"stix","valid_from":"%s","confidence":%d}'
            % (ident, when, when, WORDS[bytes_[16] % len(WORDS)], WORDS[bytes_[17] % len(WORDS)],
               kind, WORDS[bytes_[18] % len(WORDS)], number, PATTERNS[kind] % text, when,
               bytes_[19] % 101))


def log_line(args, number):
    bytes_ = digest(args.seed, b"line", number)
    agent = AGENTS[bytes_[20] % len(AGENTS)]
    client, referrer = f"192.0.2.{bytes_[0]}", f"http://{WORDS[bytes_[1] % len(WORDS)]}.test/"
    if number % args.every == args.every - 1:
        kind, text = value(args.seed, int.from_bytes(bytes_[2:10], "big") % args.count)
        if kind == "ipv4":
            client = text
        elif kind == "sha256":
            agent = "x-sha256/" + text
        else:
            referrer = text if kind == "url" else f"http://www.{text}/"
    return (f'{client} - - [{bytes_[11] % 28 + 1:02d}/Mar/2020:{bytes_[12] % 24:02d}:'
            f'{bytes_[13] % 60:02d}:{bytes_[14] % 60:02d} +0900] "GET /{WORDS[bytes_[15] % 40]}/'
            f'{bytes_[16:19].hex()}.html HTTP/1.1" 200 {bytes_[19] * 97 + 300} "{referrer}" '
            f'"{agent}"')


def lines(args):
    if args.form == "log":
        yield from (log_line(args, number) + "\n" for number in range(args.lines))
    elif args.form == "list":
        yield from (value(args.seed, number)[1] + "\n" for number in range(args.count))
    elif args.form == "jsonl":
        yield from (indicator(args.seed, number) + "\n" for number in range(args.count))
    else:
        yield '{"type":"bundle","id":"bundle--%s","objects":[\n' % uuid.UUID(int=args.seed, version=4)
        for number in range(args.count):
            yield indicator(args.seed, number) + (",\n" if number + 1 < args.count else "\n")
        yield "]}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=("bundle", "jsonl", "list", "log"))
    parser.add_argument("--count", type=int, default=1000000, help="indicators")
    parser.add_argument("--lines", type=int, default=1000000, help="of the log")
    parser.add_argument("--every", type=int, default=1000, help="one line in so many holds a value")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    some = []
    for line in lines(args):
        some.append(line)
        if len(some) == 4096:
            sys.stdout.write("".join(some))
            some.clear()
    sys.stdout.write("".join(some))


if __name__ == "__main__":
    main()
