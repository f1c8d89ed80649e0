import { Redis } from 'ioredis';
import { findFreePort } from './free-port.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { until } from './until.ts';

const PRIMARIES = 3;
const SLOTS = 16_384;
/** Short, so that a dead primary is replaced within two or three seconds; long enough for a busy machine. */
const NODE_TIMEOUT_MS = 1_000;
const FORMED_WITHIN_MS = 30_000;
const MAX_STARTS = 3;

export interface ClusterOptions {
  /** Silence after which a node counts as dead. Default 1 s. */
  readonly nodeTimeoutMs?: number;
  /** More arguments of every redis-server. */
  readonly args?: readonly string[];
}

/** Three primaries and a replica of each, as processes on 127.0.0.1; each keeps an append-only file. */
export interface RedisCluster extends AsyncDisposable {
  /** `redis+cluster://`, with all nodes. */
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  /** The node that serves the slot of this key now. */
  findPrimaryOf(key: string): Promise<RedisServer>;
  findPrimaries(): Promise<readonly RedisServer[]>;
  /** Kills the primary of this key and waits for its replica to take over; resolves with what that took. */
  killPrimaryOf(key: string): Promise<FailOver>;
  /** Resolves when every slot is served and each primary has a replica that is up to date. */
  untilWhole(): Promise<void>;
  /** Ends all nodes; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

interface FailOver {
  /** Restart it to have the cluster whole again: it comes back as a replica. */
  readonly killed: RedisServer;
  /** From the kill until all slots were served again. */
  readonly tookMs: number;
}

/** Resolves when the cluster is whole, some two seconds later. */
export async function startRedisCluster(options: ClusterOptions = {}): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: 2 * PRIMARIES }, () => startNode(options)));
  const cluster = new LoopbackCluster(nodes);
  try {
    await cluster.form();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Between the choice of the port of its bus and its start, another process may take that port. */
async function startNode({
  nodeTimeoutMs = NODE_TIMEOUT_MS,
  args = [],
}: ClusterOptions): Promise<RedisServer> {
  for (let starts = 1; ; starts += 1) {
    const cluster = {
      'cluster-enabled': 'yes',
      'cluster-port': await findFreePort(),
      'cluster-node-timeout': nodeTimeoutMs,
      // A replica may take over however long ago it heard of its primary.
      'cluster-replica-validity-factor': 0,
      'repl-diskless-sync-delay': 0,
    };
    const clusterArgs = Object.entries(cluster).flatMap(([name, value]) => [`--${name}`, String(value)]);
    try {
      return await startRedis({ args: [...clusterArgs, ...args] });
    } catch (error) {
      if (starts === MAX_STARTS) throw error;
    }
  }
}

interface KnownNode {
  readonly port: number;
  readonly isPrimary: boolean;
  readonly isDead: boolean;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

class LoopbackCluster implements RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly url: string;
  readonly #clients: ReadonlyMap<RedisServer, Redis>;

  constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
    this.url = `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
    this.#clients = new Map(nodes.map((node) => [node, connectTo(node)]));
  }

  async form(): Promise<void> {
    const clients = [...this.#clients.values()];
    const primaries = clients.slice(0, PRIMARIES);
    await Promise.all(clients.map((client, i) => client.cluster('SET-CONFIG-EPOCH', i + 1)));
    const [first] = clients;
    if (first === undefined) throw new Error('A cluster has nodes.');
    const { port = 0 } = first.options;
    await Promise.all(
      primaries.map((client, i) => {
        const from = Math.ceil((SLOTS / PRIMARIES) * i);
        const to = Math.ceil((SLOTS / PRIMARIES) * (i + 1)) - 1;
        return client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
      }),
    );
    const bus = ((await first.config('GET', 'cluster-port')) as string[])[1] ?? '';
    await Promise.all(
      clients.slice(1).map((client) => client.call('CLUSTER', 'MEET', '127.0.0.1', port, bus)),
    );
    await this.#untilAll(async (client) => (await loadNodes(client)).length === clients.length);
    await Promise.all(
      clients.slice(PRIMARIES).map(async (replica, i) => {
        const id = await primaries[i]?.call('CLUSTER', 'MYID');
        await replica.call('CLUSTER', 'REPLICATE', String(id));
      }),
    );
    await this.untilWhole();
  }

  async untilWhole(): Promise<void> {
    await this.#untilAll(async (client) => {
      const [info, nodes, replication] = await Promise.all([
        client.cluster('INFO'),
        loadNodes(client),
        client.info('replication'),
      ]);
      const primaries = nodes.filter(({ isPrimary }) => isPrimary).length;
      const isSynced = /role:master[\s\S]*slave0:.*state=online|master_link_status:up/.test(replication);
      const isOk = String(info).includes('cluster_state:ok') && !nodes.some(({ isDead }) => isDead);
      return isOk && isSynced && primaries === PRIMARIES && nodes.length === this.nodes.length;
    });
  }

  async findPrimaryOf(key: string): Promise<RedisServer> {
    const slot = await this.#anyClient().cluster('KEYSLOT', key);
    const found = (await this.#loadPrimaries()).find(({ ranges }) =>
      ranges.some(([first, last]) => first <= slot && slot <= last),
    );
    return this.#nodeAt(found?.port);
  }

  async findPrimaries(): Promise<readonly RedisServer[]> {
    return (await this.#loadPrimaries()).map(({ port }) => this.#nodeAt(port));
  }

  async killPrimaryOf(key: string): Promise<FailOver> {
    const killed = await this.findPrimaryOf(key);
    const from = performance.now();
    await killed.kill('SIGKILL');
    const others = [...this.#clients].filter(([node]) => node !== killed).map(([, client]) => client);
    await until(
      async () => {
        const infos = await Promise.all(others.map((client) => client.cluster('INFO')));
        const nodes = await Promise.all(others.map(loadNodes));
        const isReplaced = nodes.every((list) =>
          list.every(({ port, ranges }) => port !== killed.port || ranges.length === 0),
        );
        return isReplaced && infos.every((info) => String(info).includes('cluster_state:ok'));
      },
      { timeoutMs: FORMED_WITHIN_MS, message: `the replica of ${killed.port} to take over` },
    );
    return { killed, tookMs: performance.now() - from };
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) client.disconnect();
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #untilAll(isTrue: (client: Redis) => Promise<boolean>): Promise<void> {
    const clients = [...this.#clients.values()];
    const options = { timeoutMs: FORMED_WITHIN_MS, everyMs: 50, message: 'the nodes to be one cluster' };
    await until(async () => (await Promise.all(clients.map(isTrue))).every(Boolean), options);
  }

  /** As a live node sees them. */
  async #loadPrimaries(): Promise<readonly KnownNode[]> {
    const nodes = await loadNodes(this.#anyClient());
    return nodes.filter(({ isPrimary, isDead }) => isPrimary && !isDead);
  }

  #anyClient(): Redis {
    const client = [...this.#clients.values()].find(({ status }) => status === 'ready');
    if (client === undefined) throw new Error('No node of the cluster answers.');
    return client;
  }

  #nodeAt(port: number | undefined): RedisServer {
    const node = this.nodes.find((each) => each.port === port);
    if (node === undefined) throw new Error(`No node of the cluster listens on ${port}.`);
    return node;
  }
}

function connectTo({ port }: RedisServer): Redis {
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => 100 });
  // A node that a test ends is expected to be away.
  client.on('error', () => {});
  return client;
}

async function loadNodes(client: Redis): Promise<readonly KnownNode[]> {
  const text = String(await client.cluster('NODES'));
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, address = '', flags = '', , , , , , ...ranges] = line.split(' ');
      return {
        port: Number(/:(\d+)@/.exec(address)?.[1]),
        isPrimary: /\bmaster\b/.test(flags),
        isDead: /\bfail\b|handshake|noaddr/.test(flags),
        ranges: ranges.filter((range) => !range.startsWith('[')).map(toRange),
      };
    });
}

function toRange(text: string): readonly [number, number] {
  const [first, last = first] = text.split('-').map(Number);
  return [first ?? -1, last ?? -1];
}
