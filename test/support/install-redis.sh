#!/bin/sh
# Installs Debian's redis-server for the tests, as root. The tests start servers of their own, so the system's
# service is neither started now nor at the next boot.
set -eu

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
apt="apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120"

policy=/usr/sbin/policy-rc.d # while it answers 101, dpkg starts no service
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

$apt update || echo "apt-get update failed; trying with the package lists that are there" >&2
$apt install -y --no-install-recommends redis-server

if [ -d /run/systemd/system ]; then systemctl disable --now redis-server.service; else update-rc.d redis-server disable; fi
