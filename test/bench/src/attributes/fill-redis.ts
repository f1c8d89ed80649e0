import { createRedisStore } from '@ag06/store-redis';
import { Redis } from 'ioredis';
import { metaOf } from './runs.ts';

const AT_ONCE = 2_000;

/** Submits so many runs to the store, as a dispatcher does; none of them has a step to begin with. */
export async function fillRedis(url: string, count: number): Promise<void> {
  const redis = new Redis(url);
  const { runs } = createRedisStore({ redis });
  const submit = (n: number) => {
    const { workflow, correlationId, tags, attributes, ...meta } = metaOf(n);
    return runs.apply({
      kind: 'submit',
      id: `bench.${n}`,
      runId: runs.createRunId('default', undefined),
      issuer: { worker: 'd-bench', job: '', delivery: 0 },
      tenant: 'default',
      meta: JSON.stringify({ workflow, correlationId, tags, attributes, ...meta }),
      input: 'null',
      listedBy: { workflow, correlationId, tags, attributes },
      dedupe: undefined,
      delayMs: 0,
      timeoutMs: undefined,
      roots: [],
    });
  };
  try {
    for (let from = 0; from < count; from += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => submit(from + i)));
  } finally {
    redis.disconnect();
  }
}
