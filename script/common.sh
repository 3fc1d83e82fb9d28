# common.sh - read by the other scripts with `.`: where the repository is, and which node it uses.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_home=$root/web/.node # a newer node than the system's, put there by script/bootstrap

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$*"
    exit 2
}

# The web side is built by node 20.19 or later, but not by 21 or the first of 22.
node_is_good() {
    command -v node >/dev/null && command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        const good = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
        process.exit(good ? 0 : 1)'
}

# Puts the node of web/.node first in PATH when bootstrap had to fetch one.
node_use() {
    local bin
    for bin in "$node_home"/node_modules/node-linux-*/bin; do
        if [ -x "$bin/node" ]; then PATH=$bin:$PATH; fi
    done
    export PATH
}

# Runs a command and shows what it said only when it failed.
quietly() {
    local said
    said=$("$@" 2>&1) || {
        say "$said"
        return 1
    }
}
