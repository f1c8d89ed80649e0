import type { Category } from '../cases.ts';
import { BREAKER_MUTATIONS } from './breaker-mutations.ts';
import { CORE_MUTATIONS } from './core-mutations.ts';
import { INTEGRATION_MUTATIONS } from './integration-mutations.ts';
import type { Mutation } from './mutation.ts';
import { OBSERVABILITY_MUTATIONS } from './observability-mutations.ts';
import { OPTIMIZATION_MUTATIONS } from './optimization-mutations.ts';
import { PERFORMANCE_MUTATIONS } from './performance-mutations.ts';
import { PERSISTENCE_MUTATIONS } from './persistence-mutations.ts';

/** By the category whose cases they are to be found by. Every case that exists is killed by one at least. */
export const MUTATIONS: Readonly<Partial<Record<Category, readonly Mutation[]>>> = {
  core: CORE_MUTATIONS,
  observability: OBSERVABILITY_MUTATIONS,
  persistence: PERSISTENCE_MUTATIONS,
  optimization: OPTIMIZATION_MUTATIONS,
  breakers: BREAKER_MUTATIONS,
  integration: INTEGRATION_MUTATIONS,
  performance: PERFORMANCE_MUTATIONS,
};
