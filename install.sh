#!/bin/sh
# Makes .venv beside this file, with planner in it.  May be run again at any time.
#
#   sh install.sh         what `planner run` and `planner serve` need
#   sh install.sh test    and what the tests need: tools, Chromium, a font
set -eu
cd "$(dirname "$0")"

# Debian's packages are asked for only when something is missing.
apt_install() {
    command -v apt-get >/dev/null || { echo "install.sh: please install $*" >&2; exit 1; }
    # A bare machine, as root, has no sudo and needs none.
    if [ "$(id -u)" -eq 0 ]; then root=; else root=sudo; fi
    quiet="env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    $root $quiet update </dev/null
    $root $quiet install --yes --no-install-recommends "$@" </dev/null >/dev/null
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

find_python || { apt_install python3 python3-venv && find_python; } ||
    { echo "install.sh: please install Python 3.11 or later" >&2; exit 1; }

# Debian ships Python without the part that makes virtual environments.
"$python" -c 'import ensurepip' 2>/dev/null ||
    apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"

# A .venv that was left half-made has no pip that runs.
.venv/bin/python -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv

package=".[serve]"
if [ "${1:-}" = test ]; then
    # The tests of earlier years read the communes of 2019.
    package=".[history,serve,site,test]"
    # Any of these draws the map for the tests; the font has all Vietnamese letters.
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        apt_install chromium fonts-dejavu-core
fi >/dev/null

# --use-pep517: the pip of Debian 12 would install an old-style package without the list of its
# files, by which the embedded outlines are found.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 \
    --editable "$package"

# The driver of the browser needs a library that a bare machine has not.
if [ "${1:-}" = test ]; then
    .venv/bin/python -m playwright --version >/dev/null 2>&1 || apt_install libatomic1
    # Bundles are signed by it.
    command -v ssh-keygen >/dev/null || apt_install openssh-client
fi
