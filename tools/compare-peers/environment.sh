# What tools/compare* and tools/check-* have in common: sourced by them.
#
# Python packages go into an environment of their own outside the package: WRN_COMPARE_VENV, or
# ~/.cache/wrn-detect/compare.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/wrn-detect
venv=${WRN_COMPARE_VENV:-$cache/compare}
python=$venv/bin/python

# need MODULES PACKAGE...: installs the packages, unless Python finds the modules (with commas between).
need() {
  local modules=$1
  shift
  if [[ ! -x $venv/bin/pip ]]; then
    printf 'Making a Python environment in %s\n' "$venv" >&2
    python3 -m venv "$venv"
  fi
  if ! "$python" -c "import $modules" 2> /dev/null; then
    printf 'Installing %s\n' "$*" >&2
    "$venv/bin/pip" install --quiet --extra-index-url https://download.pytorch.org/whl/cpu "$@" >&2
  fi
}

# built PRODUCT: builds it and prints its path.
built() {
  cd "$(dirname "${BASH_SOURCE[0]}")/../.."
  swift build -c release --product "$1" >&2
  printf '%s/%s\n' "$(swift build -c release --show-bin-path)" "$1"
}
