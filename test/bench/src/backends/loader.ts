import { createWorker, createWorkerId, loadAgents, readConfig } from '@ag06/agent-worker';
import { type Backend, openBackend } from '@ag06/backend';
import { createMetricBook } from '@ag06/telemetry';
import { pino } from 'pino';
import { createLoad } from '../load.ts';

/** The load on any backend. With an embedded one this process is the whole fleet, worker included. */
const url = process.env.AG06_BROKER_URL ?? '';
const isWholeFleet = url.startsWith('embedded:');
const backend = await openBackend(url, {
  onError: (error) => console.error(error.message),
  partitions: Number(process.env.AG06_PARTITIONS ?? 1),
  isWholeFleet,
});
if (isWholeFleet) await startWorker(backend);
const load = await createLoad(backend);

let left = Number.POSITIVE_INFINITY;
await backend.store.runs.watchEnds('ended', () => {
  left--;
  if (left === 0) process.send?.('completed');
});
process.on('message', async (message: { count: number }) => {
  left = message.count;
  await load(message.count);
});
process.send?.('ready');

async function startWorker(whole: Backend): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { agentModules, serves } = read.config;
  const agents = await loadAgents([], agentModules, serves);
  const log = pino({ level: 'warn' });
  const worker = createWorker({
    id: createWorkerId(),
    config: read.config,
    backend: whole,
    agents,
    log,
    book: createMetricBook(),
  });
  await worker.start();
}
