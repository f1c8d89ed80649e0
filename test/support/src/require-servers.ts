/** Run before the tests: they need real servers and skip nothing, so what is missing is installed now or the run stops here. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_BINARIES, HEADLESS_SHELL } from './chromium-binaries.ts';
import { findOnPath } from './find-on-path.ts';
import { findPostgres } from './find-postgres.ts';
import { PROMETHEUS_BINARY } from './prometheus-server.ts';
import { REDIS_BINARIES } from './redis-binaries.ts';
import { decideInstallation, type Machine, type TestServer } from './server-installation.ts';

const SCRIPT = fileURLToPath(new URL('../install-servers.sh', import.meta.url));

const DESCRIPTIONS: Readonly<Record<TestServer, string>> = {
  redis: 'redis-server (7 or later) or valkey-server on the PATH',
  postgres: 'PostgreSQL (14 or later): initdb and postgres on the PATH or in /usr/lib/postgresql/*/bin',
  prometheus: 'prometheus (2.28 or later) on the PATH',
  chromium: 'chromium (or google-chrome) on the PATH',
  tmux: 'tmux on the PATH',
  zsh: 'zsh on the PATH',
  fish: 'fish on the PATH',
  curl: 'curl on the PATH',
};

/** On a machine that does not answer. */
const WANTED_MS = 120_000;

process.exitCode = requireServers();
if (process.exitCode === 0) installWanted();

/** The exit code: 0 when all servers are there at the end. */
function requireServers(): 0 | 1 {
  const missing = findMissing();
  if (missing.length === 0) return 0;
  const installation = decideInstallation(lookAtMachine(), missing);
  switch (installation.kind) {
    case 'ask':
      return stop(missing, installation.command);
    case 'install':
      return install(missing, installation.prefix);
  }
}

/** The browser that costs least, where it can be had and another one is there. Tests run without it. */
function installWanted(): void {
  if (findOnPath([HEADLESS_SHELL]) !== undefined) return;
  const installation = decideInstallation(lookAtMachine(), ['chromium']);
  if (installation.kind !== 'install') return;
  const { stdout } = spawnSync('apt-cache', ['policy', HEADLESS_SHELL], { encoding: 'utf8' });
  if (!/Candidate: \d/.test(stdout ?? '')) return;
  const [program = 'sh', ...args] = [...installation.prefix, 'sh', SCRIPT, 'chromium'];
  say(
    `Tests of pages take less CPU time with ${HEADLESS_SHELL}: installing (${[program, ...args].join(' ')})`,
  );
  const { status } = spawnSync(program, args, { stdio: 'ignore', timeout: WANTED_MS });
  if (status !== 0) say('It cannot be installed; they run without it.');
}

function findMissing(): readonly TestServer[] {
  const missing: TestServer[] = [];
  if (findOnPath(REDIS_BINARIES) === undefined) missing.push('redis');
  if (findPostgres() === undefined) missing.push('postgres');
  if (findOnPath([PROMETHEUS_BINARY]) === undefined) missing.push('prometheus');
  if (findOnPath(CHROMIUM_BINARIES) === undefined) missing.push('chromium');
  for (const program of ['tmux', 'zsh', 'fish', 'curl'] as const)
    if (findOnPath([program]) === undefined) missing.push(program);
  return missing;
}

function install(missing: readonly TestServer[], prefix: readonly string[]): 0 | 1 {
  const [program, ...args] = [...prefix, 'sh', SCRIPT, ...missing];
  say(`The tests need ${missing.join(' and ')}: installing (${[program, ...args].join(' ')})`);
  const { status } = spawnSync(program ?? 'sh', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0 || findMissing().length > 0) return stop(missing, [program, ...args].join(' '));
  say(`Installed ${missing.join(' and ')}; the system's own services are off`);
  return 0;
}

function stop(missing: readonly TestServer[], command: string): 1 {
  const needed = missing.map((server) => DESCRIPTIONS[server]).join(', and ');
  say(`The tests need ${needed}. Run this, then try again:\n  ${command}`);
  return 1;
}

function lookAtMachine(): Machine {
  const has = (program: string) => findOnPath([program]) !== undefined;
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasFreeSudo: has('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
    has,
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
