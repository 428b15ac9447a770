# Shared by the scripts of this folder; sourced, not run. Everything is installed by the ordinary
# package managers; what is missing is said in one line.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
export SQLX_OFFLINE=true
target="${CARGO_TARGET_DIR:-$root/target}"

say() { printf '\n\033[1m== %s\033[0m\n' "$*" >&2; }
die() { printf 'campfire: %s\n' "$*" >&2; exit 1; }

need_rust() {
  command -v cargo >/dev/null || die "Rust is missing: install it with rustup (https://rustup.rs)."
  command -v cc >/dev/null || apt_install gcc libc6-dev || die "a C compiler is missing (SQLite is built from source): apt-get install gcc libc6-dev"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || die "Node 20.19 or newer with npm is missing."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node $(node --version) is too old: 20.19 or newer is needed."
}

# Installs Debian packages when we may; fails without a word when we may not.
apt_install() {
  command -v apt-get >/dev/null || return 1
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
    sudo="sudo"
  fi
  $sudo apt-get update -qq >/dev/null 2>&1 || true
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_chromium() {
  [ -x /usr/bin/chromium ] && return 0
  say "Installing Chromium"
  apt_install chromium || die "the browser tests need Debian's Chromium: apt-get install chromium"
}

# The web client's packages, when the lock file is newer than what is installed.
web_packages() {
  need_node
  if [ ! -e web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    say "Installing the web client's packages"
    (cd web && npm ci --ignore-scripts --no-audit --no-fund >&2) || die "npm ci failed in web/"
    touch web/node_modules/.package-lock.json
  fi
}

# The web client, when one of its sources is newer than the last build.
build_web() {
  web_packages
  if [ ! -e web/dist/index.html ] ||
    [ -n "$(find web/src web/public web/index.html web/vite.config.ts web/package-lock.json -newer web/dist/index.html -print -quit 2>/dev/null)" ]; then
    say "Building the web client"
    (cd web && npm run --silent build >&2) || die "the web client did not build"
  fi
}

# The Python tools that tests use, pinned in tests/python, in an environment that is kept beside the
# build; sets python_tools to the folder of their programs. Fails when this machine cannot have them.
need_python() {
  local pins=tests/python/requirements.txt venv
  command -v python3 >/dev/null || apt_install python3 python3-venv || return 1
  venv="$target/python/$(sha256sum "$pins" | cut -c1-16)"
  python_tools="$venv/bin"
  [ -e "$venv/complete" ] && return 0
  say "Installing Python tools"
  rm -rf "$venv"
  python3 -m venv "$venv" >/dev/null 2>&1 || { apt_install python3-venv && python3 -m venv "$venv" >&2; } || return 1
  "$python_tools/pip" install --quiet --disable-pip-version-check --requirement "$pins" >&2 || return 1
  touch "$venv/complete"
}
