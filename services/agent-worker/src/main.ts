import { openBackend } from '@ag06/backend';
import { Repeater } from '@ag06/runtime';
import {
  announceProcess,
  findUnknownSettings,
  observeBackend,
  openHealth,
  openMetrics,
  type RunningService,
  reportBrokenRecords,
  runService,
  toBackendOptions,
  VERSION,
} from '@ag06/service-host';
import { createLog, logProcessFaults, startTracing } from '@ag06/telemetry';
import { createBuiltInAgents } from './agents/built-in-agents.ts';
import { loadAgents } from './agents/load-agents.ts';
import { loadWorkflows } from './agents/load-workflows.ts';
import { registerWorkflows } from './agents/register-workflows.ts';
import { createScheduleLog } from './agents/schedule-log.ts';
import { readConfig, type WorkerConfig } from './config.ts';
import { createWorker, createWorkerId } from './create-worker.ts';

/** The time after the drain's deadline for handing back what still runs, and for closing. */
const HAND_BACK_MS = 10_000;

await runService('agent-worker', readConfig(process.env), run);

async function run(config: WorkerConfig, ending: AbortSignal): Promise<RunningService> {
  const id = createWorkerId();
  const log = createLog(config.logLevel, { service: 'agent-worker', worker: id });
  logProcessFaults(log);
  for (const warning of findUnknownSettings(process.env)) log.warn(warning);
  const tracing = await startTracing({
    service: 'ag06-agent-worker',
    version: VERSION,
    instance: id,
    env: process.env,
    log,
  });
  const builtIn = createBuiltInAgents(config);
  const agents = await loadAgents(builtIn.agents, config.agentModules, config.serves);
  const workflows = await loadWorkflows(config.agentModules);
  const metrics = await openMetrics('agent-worker', config, log);
  reportBrokenRecords(log, metrics.book);
  const opened = await openBackend(config.brokerUrl, toBackendOptions(config, log, metrics.book, ending));
  const backend = observeBackend(opened, metrics.book);
  const registered = await new Repeater(log, metrics.book).untilAnswered(
    'start',
    () => registerWorkflows(backend.store, workflows, createScheduleLog(log)),
    ending,
  );
  const asked = Promise.withResolvers<void>();
  const onDrain = () => {
    log.info('worker was asked to drain');
    asked.resolve();
  };
  const worker = createWorker({ id, config, backend, agents, log, book: metrics.book, onDrain });
  await worker.start();
  const health = await openHealth(config, () => worker.judgeReadiness());
  metrics.announce(id, backend.store);
  const presence = announceProcess('agent-worker', id, backend.store, log);
  const served = {
    agents: [...agents.keys()],
    workflows: registered.map(({ name, version }) => `${name}@${version}`),
    ...health,
  };
  return {
    announce: () =>
      log.info({ ...served, concurrency: config.concurrency, pid: process.pid }, 'worker ready'),
    asked: asked.promise,
    async stop() {
      log.info('worker drains');
      await worker.stop(config.drainTimeoutMs);
      await builtIn.close();
      await tracing.stop();
      await Promise.all([presence.stop(), metrics.stop()]);
      log.info('worker stopped');
    },
    stopWithinMs: config.drainTimeoutMs + HAND_BACK_MS,
  };
}
