export { type OptimizerConfig, readConfig } from './config.ts';
export { createOptimizer, createOptimizerId } from './create-optimizer.ts';
export type { Optimizer } from './optimizer.ts';
