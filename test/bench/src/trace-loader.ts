import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { createRedisStore } from '@ag06/store-redis';
import { beginEntry, endSpan, SPANS, startTracing } from '@ag06/telemetry';
import { SpanKind } from '@opentelemetry/api';
import { createLoad } from './load.ts';

/** The load of the comparison, each run with a trace that begins as with a request to a dispatcher. */
const [url = ''] = process.argv.slice(2);
const onError = (error: Error) => console.error(error.message);
const log = { warn: (fields: object, message: string) => console.error(message, fields) };
await startTracing({ service: 'bench', version: '0', instance: 'd-bench', env: process.env, log });
const store = createRedisStore({ redis: createRedisConnection(url, 'store', onError) });
const broker = createBullBroker({ connection: createRedisConnection(url, 'worker', onError) });
const start = { kind: SpanKind.SERVER, attributes: { 'http.route': '/v1/runs' } };
const beginTrace = () => {
  const { traceparent, span } = beginEntry(SPANS.request('POST', '/v1/runs'), start, undefined);
  return { traceparent, end: () => span !== undefined && endSpan(span) };
};
const load = await createLoad({ store, broker }, { beginTrace });

process.on('message', async (message: { count: number }) => {
  await load(message.count);
  process.send?.('loaded');
});
process.send?.('ready');
