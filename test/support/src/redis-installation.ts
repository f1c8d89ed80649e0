/** What is known about this machine when no Redis is on the PATH. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Whether `sudo -n` works: it asks for no password. */
  readonly hasFreeSudo: boolean;
  /** Whether a program of this name is on the PATH. */
  readonly has: (program: string) => boolean;
}

/** Install it (running `install-redis.sh` behind `prefix`), or tell a person the one command that does. */
export type Installation =
  | { readonly kind: 'install'; readonly prefix: readonly string[] }
  | { readonly kind: 'ask'; readonly command: string };

const APT_COMMAND = 'sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-server';

const COMMANDS = [
  ['apt-get', APT_COMMAND],
  ['dnf', 'sudo dnf install -y redis'],
  ['apk', 'sudo apk add redis'],
  ['pacman', 'sudo pacman -S --noconfirm valkey'],
  ['zypper', 'sudo zypper install -y redis'],
  ['brew', 'brew install redis'],
] as const;

/** Only on Debian and its descendants, and only where it needs no password, is something installed. */
export function decideInstallation(machine: Machine): Installation {
  if (machine.platform === 'linux' && machine.has('apt-get')) {
    if (machine.isRoot) return { kind: 'install', prefix: [] };
    if (machine.hasFreeSudo) return { kind: 'install', prefix: ['sudo', '-n'] };
  }
  const known = COMMANDS.find(([program]) => machine.has(program));
  return { kind: 'ask', command: known?.[1] ?? APT_COMMAND };
}
