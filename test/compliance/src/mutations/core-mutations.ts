import { ALWAYS_WELL, NO_HANDLERS } from './common-edits.ts';
import type { Mutation } from './mutation.ts';

export const CORE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'workers call no handler and answer null',
    edits: [NO_HANDLERS],
    kills: [1, 2, 3, 4, 6, 7, 8, 10, 11, 13, 14, 15],
  },
  {
    name: 'definitions are stored as they come',
    edits: [
      {
        file: 'services/dispatcher/src/intake/do-intake-task.ts',
        find: 'if (!compiled.ok) throw refuseDefinition(compiled);',
        replace:
          "if (!compiled.ok) return { name: 'w', version: 'v', text: JSON.stringify(definition), warnings: [], agents: [] };",
      },
    ],
    kills: [9],
  },
  {
    name: 'every part of the fleet is always told to be well',
    edits: [ALWAYS_WELL],
    kills: [5],
  },
  {
    name: 'times of events are told to the hour',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/describe-run.ts',
        find: 'return { seq, type, at: toRfc3339(at),',
        replace: 'return { seq, type, at: toRfc3339(at - (at % 3_600_000)),',
      },
    ],
    kills: [12],
  },
];
