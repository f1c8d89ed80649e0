/** Run before the tests: they need a redis-server and skip nothing, so it is installed now or the run stops here. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findOnPath } from './find-on-path.ts';
import { REDIS_BINARIES } from './redis-binaries.ts';
import { decideInstallation, type Machine } from './redis-installation.ts';

const SCRIPT = fileURLToPath(new URL('../install-redis.sh', import.meta.url));

process.exitCode = requireRedis();

/** The exit code: 0 when a server is on the PATH at the end. */
function requireRedis(): 0 | 1 {
  if (findOnPath(REDIS_BINARIES)) return 0;
  const installation = decideInstallation(lookAtMachine());
  switch (installation.kind) {
    case 'ask':
      return stop(installation.command);
    case 'install':
      return install(installation.prefix);
  }
}

function install(prefix: readonly string[]): 0 | 1 {
  const [program, ...args] = [...prefix, 'sh', SCRIPT];
  say(`The tests need redis-server and none is on the PATH: installing it (${[program, ...args].join(' ')})`);
  const { status } = spawnSync(program ?? 'sh', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const installed = findOnPath(REDIS_BINARIES);
  if (status !== 0 || installed === undefined) return stop([...prefix, 'sh', SCRIPT].join(' '));
  say(`Installed ${installed}; the system's own redis service is off`);
  return 0;
}

function stop(command: string): 1 {
  say(
    `The tests need redis-server (7 or later) or valkey-server on the PATH. Run this, then try again:\n  ${command}`,
  );
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
