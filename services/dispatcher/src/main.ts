import { randomBytes } from 'node:crypto';
import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { checkRedis, createRedisStore } from '@ag06/store-redis';
import { pino } from 'pino';
import { type DispatcherConfig, readConfig } from './config.ts';
import { Dispatcher } from './dispatcher.ts';

const EXIT_USAGE = 2;

const read = readConfig(process.env);
if (read.ok) await run(read.config);
else {
  for (const problem of read.problems) process.stderr.write(`dispatcher: ${problem}\n`);
  process.exitCode = EXIT_USAGE;
}

async function run(config: DispatcherConfig): Promise<void> {
  const id = `d-${randomBytes(4).toString('hex')}`;
  const log = pino({ level: config.logLevel, base: { service: 'dispatcher', dispatcher: id } });
  const onError = (error: Error) => log.warn({ err: error }, 'The connection to Redis reported an error.');
  const commands = createRedisConnection(config.brokerUrl, 'store', onError);
  const queues = createRedisConnection(config.brokerUrl, 'worker', onError);
  await checkRedis(commands);
  const store = createRedisStore({
    redis: commands,
    partitions: config.partitions,
    watchdogMs: config.watchdogMs,
  });
  await store.checkSchema();
  const dispatcher = new Dispatcher({
    id,
    store,
    broker: createBullBroker({ connection: queues }),
    log,
    host: config.host,
    port: config.port,
    retentionMs: config.retentionMs,
    isStoreUp: () => commands.status === 'ready',
  });
  const url = await dispatcher.start();
  onStopSignal(async () => {
    const deadline = setTimeout(() => process.exit(0), config.drainTimeoutMs);
    await dispatcher.stop();
    clearTimeout(deadline);
    log.info('dispatcher stopped');
    process.exit(0);
  });
  log.info({ url, pid: process.pid }, `dispatcher ready at ${url}`);
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
