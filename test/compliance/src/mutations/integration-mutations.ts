import { ALWAYS_WELL, NO_HANDLERS } from './common-edits.ts';
import type { Mutation } from './mutation.ts';

export const INTEGRATION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'workers call no handler and answer null',
    edits: [NO_HANDLERS],
    kills: [71, 75, 76, 78, 79, 80],
  },
  {
    name: 'pauses are answered and not kept',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/pauses.ts',
        find: "if (await store.shared.swap('pause', name, found?.version ?? 0, JSON.stringify(next)))",
        replace: 'if (next.since >= 0)',
      },
    ],
    kills: [72],
  },
  {
    name: 'all steps have one priority on their queue',
    edits: [
      {
        file: 'packages/runtime/src/priority-key.ts',
        find: 'step.priority ?? meta.priority',
        replace: "'normal'",
      },
    ],
    kills: [73],
  },
  {
    name: 'a worker is never told that it should drain',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/drain-worker.ts',
        find: "if (!wasAsked) await shared.swap('drain', id, 0, '{}');",
        replace: "if (!wasAsked) await shared.list('drain');",
      },
    ],
    kills: [74],
  },
  {
    name: 'every part of the fleet is always told to be well',
    edits: [ALWAYS_WELL],
    kills: [77],
  },
];
