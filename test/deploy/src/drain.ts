import { readText } from './repository.ts';

/** How long a worker takes beyond AG06_DRAIN_TIMEOUT_MS to hand back what still runs; its main.ts says so. */
export const WORKER_HAND_BACK_MS = Number(
  readText('services/agent-worker/src/main.ts')
    .match(/HAND_BACK_MS = ([\d_]+)/)?.[1]
    ?.replaceAll('_', ''),
);
