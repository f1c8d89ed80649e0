import { openBackend } from '@ag06/backend';
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
} from '@ag06/service-host';
import { createLog, logProcessFaults } from '@ag06/telemetry';
import { type OptimizerConfig, readConfig } from './config.ts';
import { createOptimizer, createOptimizerId } from './create-optimizer.ts';

/** Samples that are not saved by then are counted again by the next leader. */
const STOPS_WITHIN_MS = 2_000;

await runService('optimizer', readConfig(process.env), run);

async function run(config: OptimizerConfig, ending: AbortSignal): Promise<RunningService> {
  const id = createOptimizerId();
  const log = createLog(config.logLevel, { service: 'optimizer', optimizer: id });
  logProcessFaults(log);
  for (const warning of findUnknownSettings(process.env)) log.warn(warning);
  const metrics = await openMetrics('optimizer', config, log);
  reportBrokenRecords(log, metrics.book);
  const opened = await openBackend(config.brokerUrl, toBackendOptions(config, log, metrics.book, ending));
  const backend = observeBackend(opened, metrics.book);
  const optimizer = createOptimizer(id, config, backend, log, metrics.book);
  await optimizer.start();
  const health = await openHealth(config, () => optimizer.judgeReadiness());
  metrics.announce(id, backend.store);
  const presence = announceProcess('optimizer', id, backend.store, log);
  return {
    announce: () => log.info({ pid: process.pid, mode: config.mode, ...health }, 'optimizer ready'),
    async stop() {
      await optimizer.stop();
      await Promise.all([presence.stop(), metrics.stop()]);
      log.info('optimizer stopped');
    },
    stopWithinMs: STOPS_WITHIN_MS,
  };
}
