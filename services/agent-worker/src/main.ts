import { openBackend } from '@ag06/backend';
import { Refusal } from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { pino } from 'pino';
import { createBuiltInAgents } from './built-in-agents.ts';
import { readConfig, type WorkerConfig } from './config.ts';
import { createWorker, createWorkerId } from './create-worker.ts';
import { loadAgents } from './load-agents.ts';
import { loadWorkflows } from './load-workflows.ts';
import { registerWorkflows } from './register-workflows.ts';

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
  const id = createWorkerId();
  const log = pino({ level: config.logLevel, base: { service: 'agent-worker', worker: id } });
  const builtIn = createBuiltInAgents(config);
  const agents = await loadAgents(builtIn.agents, config.agentModules, config.serves);
  const workflows = await loadWorkflows(config.agentModules);
  const backend = await openBackend(config.brokerUrl, {
    onError: (error) => log.warn({ err: error }, 'The connection to the database reported an error.'),
    say: (line) => log.warn(line),
    durability: config.durability,
    partitions: config.partitions,
    maxConnections: config.postgresConnections,
  });
  const registered = await registerWorkflows(backend.store.workflows, workflows);
  const worker = createWorker(id, config, backend, agents, log);
  await worker.start();
  onStopSignal(async () => {
    log.info('worker drains');
    await worker.stop(config.drainTimeoutMs);
    await builtIn.close();
    log.info('worker stopped');
    // With the database away, closing would wait for it for ever; nothing is held any more that waiting could save.
    process.exit(0);
  });
  log.info(
    {
      agents: [...agents.keys()],
      workflows: registered.map(({ name, version }) => `${name}@${version}`),
      concurrency: config.concurrency,
      pid: process.pid,
    },
    'worker ready',
  );
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
