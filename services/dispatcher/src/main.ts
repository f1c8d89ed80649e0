import { openBackend } from '@ag06/backend';
import { openObjects } from '@ag06/objects';
import {
  announceProcess,
  findUnknownSettings,
  observeBackend,
  openMetrics,
  type RunningService,
  reportBrokenRecords,
  runService,
  toBackendOptions,
  VERSION,
} from '@ag06/service-host';
import { createLog, logProcessFaults, startTracing } from '@ag06/telemetry';
import { noteArchive } from './archive/note-archive.ts';
import { type DispatcherConfig, readConfig } from './config.ts';
import { createDispatcher, createDispatcherId } from './create-dispatcher.ts';

await runService('dispatcher', readConfig(process.env), run);

async function run(config: DispatcherConfig, ending: AbortSignal): Promise<RunningService> {
  const id = createDispatcherId();
  const log = createLog(config.logLevel, { service: 'dispatcher', dispatcher: id });
  logProcessFaults(log);
  for (const warning of findUnknownSettings(process.env)) log.warn(warning);
  const tracing = await startTracing({
    service: 'ag06-dispatcher',
    version: VERSION,
    instance: id,
    env: process.env,
    log,
  });
  const metrics = await openMetrics('dispatcher', config, log);
  reportBrokenRecords(log, metrics.book);
  const options = { ...toBackendOptions(config, log, metrics.book, ending), watchdogMs: config.watchdogMs };
  const backend = observeBackend(await openBackend(config.brokerUrl, options), metrics.book);
  const objects = config.archive && (await openObjects(config.archive.url, config.archive.under));
  noteArchive(config, objects, log);
  const dispatcher = createDispatcher(id, config, backend, log, metrics, objects);
  const url = await dispatcher.start();
  metrics.announce(id, backend.store);
  const presence = announceProcess('dispatcher', id, backend.store, log);
  return {
    announce: () => log.info({ url, pid: process.pid }, `dispatcher ready at ${url}`),
    async stop() {
      await dispatcher.stop();
      await tracing.stop();
      await Promise.all([presence.stop(), metrics.stop()]);
      log.info('dispatcher stopped');
    },
    stopWithinMs: config.drainTimeoutMs,
  };
}
