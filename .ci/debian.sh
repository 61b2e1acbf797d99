# Sourced: `debian PACKAGE…` installs Debian packages when it may, and says what is missing when it may not.

debian() {
  if [ "$(id -u)" -ne 0 ]; then
    echo "Missing on this machine. Install it with: sudo apt-get install $*" >&2
    return 3
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update
  apt-get -qq install --no-install-recommends "$@" >/dev/null
}
