import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findOnPath } from './find-on-path.ts';
import type { SystemUser } from './unprivileged-user.ts';

export type GuardedChild = ChildProcessByStdio<null, Readable, Readable>;

export interface SpawnOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** As whom it runs, if not as this process. */
  readonly user?: SystemUser | undefined;
}

const alive = new Set<GuardedChild>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * Starts a process that does not outlive this one. Where `setpriv` exists (every Debian and Ubuntu) the kernel kills
 * the child however this process ends, SIGKILL included; it also covers jest, whose sandbox never fires 'exit'.
 * Elsewhere an 'exit' listener does. `setpriv` replaces itself by the command, so the child's pid is the command's.
 */
export function spawnGuarded(command: string, args: readonly string[], options: SpawnOptions): GuardedChild {
  const { cwd, env, user } = options;
  const setpriv = process.platform === 'linux' ? findOnPath(['setpriv']) : undefined;
  const [file, argv] =
    setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]];
  const child = spawn(file, argv, { cwd, env, ...user, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  child.once('error', () => alive.delete(child));
  return child;
}
