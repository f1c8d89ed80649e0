import { randomBytes } from 'node:crypto';
import type { Backend } from '@ag06/backend';
import type { Logger } from 'pino';
import { Optimizer } from './optimizer.ts';
import type { OptimizerBook } from './optimizer-metrics.ts';

export const createOptimizerId = (): string => `o-${randomBytes(4).toString('hex')}`;

/** Creates an optimizer on an open backend. */
export function createOptimizer(
  id: string,
  backend: Backend,
  log: Logger,
  metrics: OptimizerBook,
): Optimizer {
  return new Optimizer({ id, store: backend.store, log, metrics });
}
