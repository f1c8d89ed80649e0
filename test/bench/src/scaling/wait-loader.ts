import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { createRedisStore } from '@ag06/store-redis';
import { createLoad } from '../load.ts';
import { WAIT_CHAIN } from './wait-chain.ts';

/** Submits runs whose steps wait, as the dispatcher would. */
const [url = ''] = process.argv.slice(2);
const onError = (error: Error) => console.error(error.message);
const store = createRedisStore({ redis: createRedisConnection(url, 'store', onError) });
const broker = createBullBroker({ connection: createRedisConnection(url, 'worker', onError) });
const load = await createLoad({ store, broker }, { workflow: WAIT_CHAIN });

process.on('message', async (message: { count: number }) => {
  await load(message.count);
  process.send?.('loaded');
});
process.send?.('ready');
