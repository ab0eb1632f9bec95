# shellcheck shell=sh
# What bin/serve and bin/test share; they read it with `.` from the root of the tree.

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

INSTALL_LOG=var/install.log

# Sets PYTHON to a Python that is new enough, or ends with a sentence.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" ||
            fail "PYTHON=$PYTHON is not Python 3.11 or newer. Name one that is, or unset PYTHON."
        return
    fi
    for PYTHON in python3 python3.13 python3.12 python3.11; do
        if is_new_enough "$PYTHON"; then return; fi
    done
    found=$(python3 --version 2>/dev/null) || found="no python3"
    fail "Python 3.11 or newer is needed; this machine offers $found. Install one, or name it: PYTHON=/path/to/python3.12"
}

is_new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# install_into_venv FILE...: .venv holds what the requirements files name. Quick when nothing has changed.
# A stamp per file is written last, so that an interrupted installation is done again.
install_into_venv() {
    version=$("$PYTHON" -c 'import sys; print(sys.version)')
    if [ ! -f .venv/made-by ] || [ "$(cat .venv/made-by)" != "$version" ] || ! .venv/bin/python -c '' 2>/dev/null; then
        "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null ||
            fail "This Python ($PYTHON) has no venv module. On Debian or Ubuntu: apt install python3-venv"
        say "Making a virtual environment in .venv"
        "$PYTHON" -m venv --clear .venv || fail "The virtual environment could not be made in .venv (see above)."
        printf '%s\n' "$version" >.venv/made-by
    fi
    for requirements in "$@"; do
        wanted=$(cat requirements.txt "$requirements" | cksum)
        stamp=.venv/$requirements.installed
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then continue; fi
        say "Installing $requirements (once; a minute or less on a usual line)"
        mkdir -p var
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 2 --prefer-binary \
            --requirement "$requirements" >"$INSTALL_LOG" 2>&1 || explain_failed_installation
        printf '%s\n' "$wanted" >"$stamp"
    done
}

explain_failed_installation() {
    tail -n 5 "$INSTALL_LOG" >&2
    if grep -E -q 'Max retries|NewConnectionError|name resolution|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Connection (refused|reset)|unreachable|No matching distribution' "$INSTALL_LOG"; then
        fail "The package index is out of reach, so the requirements could not be installed. Check the network; behind a proxy set HTTPS_PROXY, with an index of your own PIP_INDEX_URL. Then run this again. (All of pip's words: $INSTALL_LOG)"
    fi
    fail "The requirements could not be installed. All of pip's words are in $INSTALL_LOG."
}

# Compiles each catalogue whose text is newer than its compiled form; there may be none yet.
compile_catalogues() {
    for po in locale/*/LC_MESSAGES/django.po ${DATA_PACK:+"$DATA_PACK"/locale/*/LC_MESSAGES/django.po}; do
        [ -f "$po" ] || continue
        mo=${po%.po}.mo
        if [ -f "$mo" ] && [ -z "$(find "$po" -newer "$mo")" ]; then continue; fi
        .venv/bin/pybabel --quiet compile -i "$po" -o "$mo" || fail "The translations in $po could not be compiled (see above)."
    done
}
