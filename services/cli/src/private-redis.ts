import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { UsageError } from './exit-codes.ts';
import { ManagedProcess, type ProcessEvents } from './managed-process.ts';

const SERVERS = ['redis-server', 'valkey-server'];

export interface PrivateRedis {
  readonly url: string;
  readonly process: ManagedProcess;
}

/** A Redis of our own, on loopback and a free port, with its append-only file in `folder`. */
export async function startPrivateRedis(folder: string, events: ProcessEvents): Promise<PrivateRedis> {
  const server = findServer();
  if (server === undefined) {
    throw new UsageError(
      'No AG06_BROKER_URL is set and no redis-server is on the PATH. Install one (Debian: apt-get install redis-server), or set AG06_BROKER_URL=redis://…',
    );
  }
  const dir = resolve(folder);
  mkdirSync(dir, { recursive: true });
  const port = await findFreePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'];
  const spec = {
    name: 'redis',
    command: server,
    args: [...settings, ...durable],
    env: {},
    ready: /Ready to accept/,
  };
  const process = new ManagedProcess(spec, events);
  await process.start();
  return { url: `redis://127.0.0.1:${port}`, process };
}

function findServer(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return SERVERS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

export function findFreePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolvePort(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
