import { openBackend } from '@ag06/backend';
import {
  findUnknownSettings,
  openHealth,
  openMetrics,
  type RunningService,
  reportBrokenRecords,
  runService,
  VERSION,
} from '@ag06/service-host';
import { createLog, logProcessFaults, startTracing } from '@ag06/telemetry';
import { createBuiltInAgents } from './agents/built-in-agents.ts';
import { loadAgents } from './agents/load-agents.ts';
import { loadWorkflows } from './agents/load-workflows.ts';
import { readConfig, type WorkerConfig } from './config.ts';
import { createWorkerId } from './create-worker.ts';
import { hostWorker } from './host/host-worker.ts';

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
  const asked = Promise.withResolvers<void>();
  const onDrain = () => {
    log.info('worker was asked to drain');
    asked.resolve();
  };
  const host = await hostWorker({
    openBackend,
    id,
    config,
    agents,
    workflows,
    log,
    metrics,
    onDrain,
    // The last spans leave before the connections close, which takes seconds while the server is away.
    afterDrain: async () => {
      await builtIn.close();
      await tracing.stop();
    },
    signal: ending,
  });
  const health = await openHealth(config, () => host.judgeReadiness());
  const served = { agents: [...agents.keys()], workflows: host.workflows, ...health };
  return {
    announce: () =>
      log.info({ ...served, concurrency: config.concurrency, pid: process.pid }, 'worker ready'),
    asked: asked.promise,
    stop: () => host.stop(),
    stopWithinMs: config.drainTimeoutMs + HAND_BACK_MS,
  };
}
