import { randomBytes } from 'node:crypto';
import type { Backend } from '@ag06/backend';
import { DemandReader } from '@ag06/demand';
import type { Logger } from 'pino';
import type { OptimizerSettings } from './config.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerBook } from './optimizer-metrics.ts';

export const createOptimizerId = (): string => `o-${randomBytes(4).toString('hex')}`;

/** Creates an optimizer on an open backend. */
export function createOptimizer(
  id: string,
  { mode, bootSeconds }: OptimizerSettings,
  { store, broker }: Backend,
  log: Logger,
  metrics: OptimizerBook,
): Optimizer {
  const demand = new DemandReader({ fleet: store.fleet, broker });
  const readDemand = () => demand.read(performance.now());
  return new Optimizer({ id, mode, bootSeconds, store, readDemand, log, metrics });
}
