import type { Redis } from 'ioredis';

/** As a worker says that it lives. */
export async function beat(client: Redis): Promise<void> {
  const worker = { host: 'h', pid: 1, agents: ['x.a'], startedAt: 1, seenAt: Date.now() };
  const other = { ...worker, id: 'w-2', drains: 'on-word' };
  const workers = { 'w-1': JSON.stringify({ ...worker, id: 'w-1' }), 'w-2': JSON.stringify(other) };
  await client.hset('ag06:{g}:workers', workers);
}
