import { openBackend } from '@ag06/backend';
import { type RunningService, runService, type SharedConfig, toBackendOptions } from '@ag06/service';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { createOptimizer, createOptimizerId } from './create-optimizer.ts';

/** What is not kept by then is counted again by whoever leads next. */
const STOPS_WITHIN_MS = 2_000;

await runService('optimizer', readConfig(process.env), run);

async function run(config: SharedConfig): Promise<RunningService> {
  const id = createOptimizerId();
  const log = pino({ level: config.logLevel, base: { service: 'optimizer', optimizer: id } });
  const backend = await openBackend(config.brokerUrl, toBackendOptions(config, log));
  const optimizer = createOptimizer(id, backend, log);
  await optimizer.start();
  return {
    announce: () => log.info({ pid: process.pid }, 'optimizer ready'),
    async stop() {
      await optimizer.stop();
      log.info('optimizer stopped');
    },
    stopWithinMs: STOPS_WITHIN_MS,
  };
}
