import type { Agent } from '../agent.ts';
import { echo } from './echo.ts';
import { fail } from './fail.ts';
import { sleep } from './sleep.ts';

/** The agents that every worker has. */
export const coreAgents: readonly Agent[] = [echo, sleep, fail];
