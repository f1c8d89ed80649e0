import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import type { Broker } from './broker.ts';
import { createBullBroker } from './bull-broker.ts';
import { describeBroker, LOCK_MS, STALLED_INTERVAL_MS } from './conformance/index.ts';
import { createRedisConnection } from './redis-connection.ts';

describeBroker('the broker on Redis', async () => {
  const server = await startRedis({ args: ['--appendfsync', 'always'] });
  const redis = new Redis(server.url);
  redis.on('error', () => {});
  const connections = [redis];
  const brokers: Broker[] = [];
  return {
    createBroker() {
      const connection = createRedisConnection(server.url, 'worker', () => {});
      const broker = createBullBroker({
        connection,
        lockMs: LOCK_MS,
        stalledIntervalMs: STALLED_INTERVAL_MS,
      });
      connections.push(connection);
      brokers.push(broker);
      return broker;
    },
    async addForeign(jobId, data, deliveries) {
      await redis.hset(`bull:agent.x:${jobId}`, {
        name: 'x',
        data,
        opts: '{}',
        timestamp: 1,
        ats: deliveries,
      });
      await redis.lpush('bull:agent.x:wait', jobId);
      await redis.zadd('bull:agent.x:marker', 0, '0');
    },
    async loseLock(jobId) {
      await redis.del(`bull:agent.x:${jobId}:lock`);
    },
    async interrupt(meanwhile) {
      await server.kill();
      meanwhile();
      await server.restart();
    },
    async stop() {
      await Promise.all(brokers.map((broker) => broker.close()));
      for (const connection of connections) connection.disconnect();
      await server.stop();
    },
  };
});
