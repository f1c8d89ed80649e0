import { openBackend } from '@ag06/backend';
import { type RunningService, runService, toBackendOptions } from '@ag06/service';
import { pino } from 'pino';
import { type DispatcherConfig, readConfig } from './config.ts';
import { createDispatcher, createDispatcherId } from './create-dispatcher.ts';

await runService('dispatcher', readConfig(process.env), run);

async function run(config: DispatcherConfig): Promise<RunningService> {
  const id = createDispatcherId();
  const log = pino({ level: config.logLevel, base: { service: 'dispatcher', dispatcher: id } });
  const options = { ...toBackendOptions(config, log), watchdogMs: config.watchdogMs };
  const backend = await openBackend(config.brokerUrl, options);
  const dispatcher = createDispatcher(id, config, backend, log);
  const url = await dispatcher.start();
  return {
    announce: () => log.info({ url, pid: process.pid }, `dispatcher ready at ${url}`),
    async stop() {
      await dispatcher.stop();
      log.info('dispatcher stopped');
    },
    stopWithinMs: config.drainTimeoutMs,
  };
}
