import type { Category } from '../cases.ts';
import { BREAKER_MUTATIONS } from './breaker-mutations.ts';
import { CORE_MUTATIONS } from './core-mutations.ts';
import type { Mutation } from './mutation.ts';

/** By the category whose cases they are to be found by. Every case that exists is killed by one at least. */
export const MUTATIONS: Readonly<Partial<Record<Category, readonly Mutation[]>>> = {
  core: CORE_MUTATIONS,
  breakers: BREAKER_MUTATIONS,
};
