export { type OptimizerConfig, readConfig, SETTINGS } from './config.ts';
export { createOptimizer, createOptimizerId } from './create-optimizer.ts';
export type { Optimizer } from './optimizer.ts';
