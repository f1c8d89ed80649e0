import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, type EndSignal, startChild } from './child-process.ts';
import { childrenOf } from './children-of.ts';
import { copyCluster, copyEmptyCluster, nameMaker } from './empty-cluster.ts';
import { findPostgres, type PostgresBinaries } from './find-postgres.ts';
import { findFreePort } from './free-port.ts';
import { processState } from './process-state.ts';
import { tempDir } from './temp-dir.ts';
import { type SystemUser, unprivilegedUser } from './unprivileged-user.ts';

const READY = /database system is ready to accept connections/;
const READY_TIMEOUT_MS = 20_000;
const MAX_STARTS = 10;
/** After SIGKILL the server's children live on for a moment, and so does their shared memory. */
const RETRIED =
  /Address already in use|could not bind|pre-existing shared memory|lock file .* already exists/i;

interface PostgresOptions {
  /** Wait for the disk at each commit. Default false: what a killed process wrote is there anyway. */
  readonly fsync?: boolean;
  /** More arguments of postgres, e.g. `['-c', 'max_connections=20']`; the last of two equal ones counts. */
  readonly args?: readonly string[];
  /** What the server holds when it starts. Default: what `initdb` makes. */
  readonly prepared?: PreparedCluster;
}

/** The data of a server as `prepare` leaves them, made once and copied then. */
interface PreparedCluster {
  /** The path at which they are kept, with a name behind it of the server and its user. */
  readonly kept: string;
  /** Is given the URL of the database `postgres` of a server that holds nothing. */
  prepare(url: string): Promise<unknown>;
}

/** A private PostgreSQL on 127.0.0.1 with its own port and folder, as an unprivileged user. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the database `postgres`; its user of the same name needs no password. */
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now; it changes with `restart()`. */
  readonly pid: number;
  /** The URL of a database of another name: it is made by `CREATE DATABASE`. */
  urlOf(database: string): string;
  /** Ends the server (SIGKILL unless told otherwise) and waits until it is gone; port and data stay for `restart()`. */
  kill(signal?: EndSignal): Promise<void>;
  /** SIGSTOP: the server and the processes that serve connections keep everything, and answer nothing until `resume()`. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and data, ending it first (SIGINT: its fast shutdown) if it still runs. */
  restart(): Promise<void>;
  /** Ends the server and removes its folder; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

/** Resolves when the server accepts connections, about a second later. Rejects if there are no binaries or it does not start. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const binaries = findPostgres();
  if (binaries === undefined) {
    throw new Error('There is no PostgreSQL server here. Run: sudo apt-get install -y postgresql');
  }
  const dir = await tempDir('postgres');
  const user = unprivilegedUser();
  try {
    if (user !== undefined) await chown(dir.path, user.uid, user.gid);
    const data = join(dir.path, 'data');
    const { prepared } = options;
    if (prepared === undefined) await copyEmptyCluster(binaries, data, user);
    else {
      const kept = `${prepared.kept}-${nameMaker(binaries, user)}`;
      await copyCluster(kept, data, user, async (made, folder) => {
        await copyEmptyCluster(binaries, made, user);
        await prepareCluster(prepared, (port) => launch(binaries, port, folder, user, {}));
      });
    }
    const launchAt = (port: number) => launch(binaries, port, dir.path, user, options);
    return createHandle(await startOnFreePort(launchAt), launchAt, dir.remove);
  } catch (error) {
    await dir.remove();
    throw error;
  }
}

async function prepareCluster(
  { prepare }: PreparedCluster,
  launchAt: (port: number) => Promise<Child>,
): Promise<void> {
  const { child, port } = await startOnFreePort(launchAt);
  try {
    await prepare(urlAt(port, 'postgres'));
    // A fast shutdown: it leaves nothing to recover.
    child.signal('SIGINT');
    const { code } = await child.exited;
    if (code !== 0) throw new Error(`PostgreSQL ended with ${code}:\n${child.output.tail(20)}`);
  } finally {
    child.signal('SIGKILL');
    await child.exited;
  }
}

const urlAt = (port: number, database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;

interface Started {
  readonly child: Child;
  readonly port: number;
}

async function startOnFreePort(launchAt: (port: number) => Promise<Child>): Promise<Started> {
  for (let starts = 1; ; starts += 1) {
    const port = await findFreePort();
    try {
      return { port, child: await launchAt(port) };
    } catch (error) {
      if (starts === MAX_STARTS || !(error instanceof Error && RETRIED.test(error.message))) throw error;
    }
  }
}

async function launch(
  { postgres }: PostgresBinaries,
  port: number,
  dir: string,
  user: SystemUser | undefined,
  { fsync = false, args = [] }: PostgresOptions,
): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: dir,
    shared_buffers: '32MB',
    logging_collector: 'off',
    lc_messages: 'C',
    fsync: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = await startChild(postgres, ['-D', join(dir, 'data'), ...options, ...args], {
    cwd: dir,
    user,
  });
  try {
    await child.waitForLine(READY, READY_TIMEOUT_MS);
    return child;
  } catch (error) {
    child.signal('SIGKILL');
    throw error;
  }
}

function createHandle(
  first: Started,
  launchAt: (port: number) => Promise<Child>,
  removeDir: () => Promise<void>,
): PostgresServer {
  const { port } = first;
  let { child } = first;
  /** The server and its children. */
  let paused: readonly number[] = [];
  const urlOf = (database: string) => urlAt(port, database);

  function pause(): void {
    // The server first: it would start a process for a connection that comes now, and does so until it stands still.
    signalAll([child.pid], 'SIGSTOP');
    while (/^[RSD]$/.test(processState(child.pid) ?? ''));
    const children = childrenOf(child.pid);
    signalAll(children, 'SIGSTOP');
    paused = [child.pid, ...children];
  }

  function resume(): void {
    signalAll(paused, 'SIGCONT');
    paused = [];
  }

  async function end(signal: EndSignal): Promise<void> {
    child.signal(signal);
    // Paused children would outlive their server, and hold its output open.
    resume();
    await child.exited;
  }

  async function restart(): Promise<void> {
    await end('SIGINT');
    for (let starts = 1; ; starts += 1) {
      try {
        child = await launchAt(port);
        return;
      } catch (error) {
        if (starts === MAX_STARTS || !(error instanceof Error && RETRIED.test(error.message))) throw error;
      }
    }
  }

  async function stop(): Promise<void> {
    await end('SIGKILL');
    await removeDir();
  }

  return {
    url: urlOf('postgres'),
    port,
    get pid() {
      return child.pid;
    },
    urlOf,
    kill: (signal = 'SIGKILL') => end(signal),
    pause,
    resume,
    restart,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** To a server and its children, each of which has a session of its own. */
function signalAll(pids: readonly number[], signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const each of pids) {
    try {
      process.kill(each, signal);
    } catch (error) {
      // One that served a connection ends with it.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
