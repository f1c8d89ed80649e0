#!/bin/sh
# Installs Debian's servers, its browser and its shells for the tests, as root: "redis", "postgres", "prometheus", "chromium", "tmux", "zsh",
# "fish", "curl", or several. The tests start servers of their own, so the system's services are neither started now nor at the next boot.
set -eu

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
apt="apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120"

packages=
services=
browser=
for server in "$@"; do
  case "$server" in
  redis) packages="$packages redis-server" services="$services redis-server" ;;
  postgres)
    packages="$packages postgresql" services="$services postgresql"
    mkdir -p /etc/postgresql-common/createcluster.d # no database of the system's own
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/ag06-tests.conf
    ;;
  prometheus) packages="$packages prometheus" services="$services prometheus" ;;
  chromium) browser=chromium-headless-shell ;;
  tmux | zsh | fish | curl) packages="$packages $server" ;;
  *) echo "unknown server: $server" >&2 && exit 2 ;;
  esac
done

policy=${TEST_POLICY_FILE:-/usr/sbin/policy-rc.d} # while it answers 101, dpkg starts no service
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

$apt update || echo "apt-get update failed; trying with the package lists that are there" >&2
# Not every release has Chromium without its windows.
if [ -n "$browser" ] && ! apt-cache policy "$browser" | grep -q 'Candidate: [0-9]'; then browser=chromium; fi
$apt install -y --no-install-recommends $packages $browser

for service in $services; do
  if [ -d /run/systemd/system ]; then systemctl disable --now "$service.service"; else update-rc.d "$service" disable; fi
done
