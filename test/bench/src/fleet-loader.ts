import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { createRedisStore } from '@ag06/store-redis';
import { createLoad } from './load.ts';

/** The load of the comparison on Redis: it watches nothing, so that all of its CPU time goes into submissions. */
const [url = ''] = process.argv.slice(2);
const onError = (error: Error) => console.error(error.message);
const store = createRedisStore({ redis: createRedisConnection(url, 'store', onError) });
const broker = createBullBroker({ connection: createRedisConnection(url, 'worker', onError) });
const load = await createLoad({ store, broker });

process.on('message', async (message: { count: number }) => {
  await load(message.count);
  process.send?.('loaded');
});
process.send?.('ready');
