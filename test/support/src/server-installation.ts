/** The servers that the tests run on, their browser, their terminal with the shells in it, and what the guides call APIs with. */
export type TestServer = 'redis' | 'postgres' | 'prometheus' | 'chromium' | keyof typeof PROGRAMS;

/** Facts about this machine, for the installation of a missing server. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Whether `sudo -n` works: it asks for no password. */
  readonly hasFreeSudo: boolean;
  /** Whether a program of this name is on the PATH. */
  readonly has: (program: string) => boolean;
}

/** Install them (running `install-servers.sh` behind `prefix`), or tell a person the one command that does. */
type Installation =
  | { readonly kind: 'install'; readonly prefix: readonly string[] }
  | { readonly kind: 'ask'; readonly command: string };

interface PackageTool {
  readonly install: string;
  readonly packages: Readonly<Record<TestServer, string>>;
}

/** Every distribution names them so. */
const PROGRAMS = { tmux: 'tmux', zsh: 'zsh', fish: 'fish', curl: 'curl' } as const;

const APT: PackageTool = {
  install: 'sudo apt-get update && sudo apt-get install -y --no-install-recommends',
  packages: {
    redis: 'redis-server',
    postgres: 'postgresql',
    prometheus: 'prometheus',
    chromium: 'chromium-headless-shell',
    ...PROGRAMS,
  },
};

const TOOLS: ReadonlyMap<string, PackageTool> = new Map([
  ['apt-get', APT],
  [
    'dnf',
    {
      install: 'sudo dnf install -y',
      packages: {
        redis: 'redis',
        postgres: 'postgresql-server',
        prometheus: 'prometheus',
        chromium: 'chromium',
        ...PROGRAMS,
      },
    },
  ],
  [
    'apk',
    {
      install: 'sudo apk add',
      packages: {
        redis: 'redis',
        postgres: 'postgresql',
        prometheus: 'prometheus',
        chromium: 'chromium',
        ...PROGRAMS,
      },
    },
  ],
  [
    'pacman',
    {
      install: 'sudo pacman -S --noconfirm',
      packages: {
        redis: 'valkey',
        postgres: 'postgresql',
        prometheus: 'prometheus',
        chromium: 'chromium',
        ...PROGRAMS,
      },
    },
  ],
  [
    'zypper',
    {
      install: 'sudo zypper install -y',
      packages: {
        redis: 'redis',
        postgres: 'postgresql-server',
        prometheus: 'prometheus',
        chromium: 'chromium',
        ...PROGRAMS,
      },
    },
  ],
  [
    'brew',
    {
      install: 'brew install',
      packages: {
        redis: 'redis',
        postgres: 'postgresql',
        prometheus: 'prometheus',
        chromium: 'chromium',
        ...PROGRAMS,
      },
    },
  ],
]);

/** Only on Debian and its descendants, and only where it needs no password, is something installed. */
export function decideInstallation(machine: Machine, missing: readonly TestServer[]): Installation {
  if (machine.platform === 'linux' && machine.has('apt-get')) {
    if (machine.isRoot) return { kind: 'install', prefix: [] };
    if (machine.hasFreeSudo) return { kind: 'install', prefix: ['sudo', '-n'] };
  }
  const known = [...TOOLS].find(([program]) => machine.has(program));
  const { install, packages } = known?.[1] ?? APT;
  return { kind: 'ask', command: [install, ...missing.map((server) => packages[server])].join(' ') };
}
