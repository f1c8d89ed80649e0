import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { agent } from '../agent.ts';

const DAY_MS = 24 * 3600 * 1000;

export const sleep = agent({
  name: 'core.sleep',
  description: 'Waits `ms` milliseconds (at most a day); rejects as soon as the attempt is aborted.',
  breaker: 'off',
  input: z.strictObject({ ms: z.int().min(0).max(DAY_MS) }),
  handler: async ({ ms }, { signal }) => {
    await wait(ms, undefined, { signal });
    return { ms };
  },
});
