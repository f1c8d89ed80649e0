import { openBackend } from '@ag06/backend';
import { Refusal } from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { pino } from 'pino';
import { type DispatcherConfig, readConfig } from './config.ts';
import { createDispatcher, createDispatcherId } from './create-dispatcher.ts';

const EXIT_USAGE = 2;

const read = readConfig(process.env);
if (read.ok) await run(read.config).catch(refuse);
else {
  for (const problem of read.problems) process.stderr.write(`dispatcher: ${problem}\n`);
  process.exitCode = EXIT_USAGE;
}

/** What the operator can mend is told in a sentence; anything else is a defect and keeps its stack. */
function refuse(error: unknown): never {
  if (!(error instanceof Refusal || error instanceof StoreError)) throw error;
  process.stderr.write(`dispatcher: ${error.message} (${error.code})\n`);
  process.exit(EXIT_USAGE);
}

async function run(config: DispatcherConfig): Promise<void> {
  const id = createDispatcherId();
  const log = pino({ level: config.logLevel, base: { service: 'dispatcher', dispatcher: id } });
  const backend = await openBackend(config.brokerUrl, {
    onError: (error) => log.warn({ err: error }, 'The connection to the database reported an error.'),
    say: (line) => log.warn(line),
    durability: config.durability,
    partitions: config.partitions,
    watchdogMs: config.watchdogMs,
    maxConnections: config.postgresConnections,
  });
  const dispatcher = createDispatcher(id, config, backend, log);
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
