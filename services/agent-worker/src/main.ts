import { randomBytes } from 'node:crypto';
import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { checkRedis, createRedisStore } from '@ag06/store-redis';
import { pino } from 'pino';
import { readConfig, type WorkerConfig } from './config.ts';
import { loadAgents } from './load-agents.ts';
import { AgentWorker } from './worker.ts';

const EXIT_USAGE = 2;

const read = readConfig(process.env);
if (read.ok) await run(read.config).catch(refuse);
else {
  for (const problem of read.problems) process.stderr.write(`agent-worker: ${problem}\n`);
  process.exitCode = EXIT_USAGE;
}

/** What the operator can mend is told in a sentence; anything else is a defect and keeps its stack. */
function refuse(error: unknown): never {
  if (!(error instanceof Refusal || error instanceof StoreError)) throw error;
  process.stderr.write(`agent-worker: ${error.message} (${error.code})\n`);
  process.exit(EXIT_USAGE);
}

async function run(config: WorkerConfig): Promise<void> {
  const id = `w-${randomBytes(4).toString('hex')}`;
  const log = pino({ level: config.logLevel, base: { service: 'agent-worker', worker: id } });
  const agents = await loadAgents(config.agentModules, config.serves);
  const onError = (error: Error) => log.warn({ err: error }, 'The connection to Redis reported an error.');
  const commands = createRedisConnection(config.brokerUrl, 'store', onError);
  const queues = createRedisConnection(config.brokerUrl, 'worker', onError);
  await checkRedis(commands);
  const store = createRedisStore({ redis: commands, partitions: config.partitions });
  await store.checkSchema();
  const broker = createBullBroker({ connection: queues });
  const worker = new AgentWorker({
    id,
    store,
    broker,
    agents,
    log,
    concurrency: config.concurrency,
    eager: config.eager,
    defaultTimeoutMs: config.stepTimeoutMs,
  });
  await worker.start();
  onStopSignal(async () => {
    log.info('worker drains');
    await worker.stop(config.drainTimeoutMs);
    log.info('worker stopped');
    // With Redis away, closing would wait for it for ever; nothing is held any more that waiting could save.
    process.exit(0);
  });
  log.info({ agents: [...agents.keys()], concurrency: config.concurrency, pid: process.pid }, 'worker ready');
}

/** The first signal drains, the second ends the process at once. */
function onStopSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      void stop();
    });
  }
}
