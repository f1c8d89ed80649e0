import { type Child, type EndSignal, startChild } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { requireRedisBinary } from './redis-binaries.ts';
import { tempDir } from './temp-dir.ts';

const READY = /Ready to accept connections/;
const READY_TIMEOUT_MS = 30_000;
const MAX_STARTS = 10;

export interface RedisOptions {
  /** Keep an append-only file, fsynced every second, so that data outlives `restart()`. Default true. */
  readonly appendonly?: boolean;
  /** More arguments of redis-server, e.g. `['--maxmemory', '20mb']`; the last of two equal ones counts. */
  readonly args?: readonly string[];
}

/** A private redis-server on 127.0.0.1 with its own port and folder. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now; it changes with `restart()`. */
  readonly pid: number;
  /** Ends the process (SIGKILL unless told otherwise) and waits until it is gone; port and data stay reserved for `restart()`. */
  kill(signal?: EndSignal): Promise<void>;
  /** Starts it again on the same port and data, ending it first with SIGTERM if it still runs; resolves when it answers. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends the process and removes its folder; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

/** Resolves when the server accepts connections, some 20 ms later. Rejects if there is no binary or it does not start. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const binary = requireRedisBinary();
  const dir = await tempDir('redis');
  try {
    const first = await startOnFreePort(binary, dir.path, options);
    return createHandle(first, (port) => launch(binary, port, dir.path, options), dir.remove);
  } catch (error) {
    await dir.remove();
    throw error;
  }
}

interface Started {
  readonly child: Child;
  readonly port: number;
}

async function startOnFreePort(binary: string, dir: string, options: RedisOptions): Promise<Started> {
  for (let starts = 1; ; starts += 1) {
    const port = await findFreePort();
    try {
      return { port, child: await launch(binary, port, dir, options) };
    } catch (error) {
      const isLostRace = error instanceof Error && /Address already in use/i.test(error.message);
      if (!isLostRace || starts === MAX_STARTS) throw error;
    }
  }
}

async function launch(binary: string, port: number, dir: string, options: RedisOptions): Promise<Child> {
  const persistence = options.appendonly === false ? ['--appendonly', 'no'] : ['--appendonly', 'yes'];
  const child = await startChild(binary, [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
    ...[...persistence, '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    ...(options.args ?? []),
  ]);
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
  launchAgain: (port: number) => Promise<Child>,
  removeDir: () => Promise<void>,
): RedisServer {
  const { port } = first;
  let { child } = first;

  async function end(signal: EndSignal): Promise<void> {
    child.signal(signal);
    child.signal('SIGCONT'); // a stopped process takes no SIGTERM
    await child.exited;
  }

  async function stop(): Promise<void> {
    await end('SIGKILL');
    await removeDir();
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid;
    },
    kill: (signal = 'SIGKILL') => end(signal),
    async restart() {
      await end('SIGTERM');
      child = await launchAgain(port);
    },
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
