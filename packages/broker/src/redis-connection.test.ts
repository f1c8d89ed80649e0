import { Refusal } from '@ag06/contracts';
import { findFreePort, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { createRedisConnection } from './redis-connection.ts';

const ignore = () => {};

describe('createRedisConnection', () => {
  it.each(['amqp://me:hunter2@host', 'redis-sentinel://:hunter2@host', 'redis:hunter2@host', 'hunter2', ''])(
    'refuses %j without showing the secret',
    (url) => {
      let refusal: unknown;
      try {
        createRedisConnection(url, 'store', ignore);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'BROKER_URL_UNSUPPORTED' });
      expect(String(refusal)).not.toContain('hunter2');
    },
  );

  it('is tuned to find back: longer silence for workers, no time-out of commands', async () => {
    const port = await findFreePort();
    const worker = createRedisConnection(`redis://127.0.0.1:${port}/3`, 'worker', ignore);
    const store = createRedisConnection(`rediss://127.0.0.1:${port}`, 'store', ignore);
    expect(worker.options).toMatchObject({ maxRetriesPerRequest: null, socketTimeout: 12_000, db: 3 });
    expect(worker.options.commandTimeout).toBeUndefined();
    expect([1, 5, 50].map((times) => worker.options.retryStrategy?.(times))).toEqual([100, 500, 1_000]);
    expect(store.options).toMatchObject({ socketTimeout: 6_000, connectTimeout: 3_000 });
    expect(store.options.tls).toBeTruthy();
    worker.disconnect();
    store.disconnect();
  });

  it('reports that nobody listens, once for many attempts', async () => {
    const errors: Error[] = [];
    const url = `redis://:hunter2@127.0.0.1:${await findFreePort()}`;
    const redis = createRedisConnection(url, 'store', (error) => void errors.push(error));
    let attempts = 0;
    redis.on('reconnecting', () => void attempts++);
    await until(() => attempts >= 3);
    redis.disconnect();
    expect(errors).toMatchObject([{ code: 'ECONNREFUSED' }]);
    expect(errors.join()).not.toContain('hunter2');
  });
});
