import type { Mutation } from './mutation.ts';

/** Each step of a worker waits its turn, and then so many milliseconds. */
const oneAtATime = (ms: number): Mutation['edits'] => [
  {
    file: 'services/agent-worker/src/attempt/call-handler.ts',
    find: "faultPoint('handler.before');",
    replace: `faultPoint('handler.before');
  globalThis.turn = (globalThis.turn ?? Promise.resolve()).then(() => new Promise((go) => setTimeout(go, ${ms})));
  await globalThis.turn;`,
  },
];

export const PERFORMANCE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a worker waits 120 ms before each handler, one at a time',
    edits: oneAtATime(120),
    kills: [81, 82],
  },
  {
    name: 'a worker waits 5 ms before each handler, one at a time',
    edits: oneAtATime(5),
    kills: [84],
  },
  {
    name: 'a list opens five lanes at most, however many it may have',
    edits: [
      {
        file: 'packages/engine/src/steps/for-each/expand-list.ts',
        find: 'Math.min(step.concurrency, list.total)',
        replace: 'Math.min(5, step.concurrency, list.total)',
      },
    ],
    kills: [88],
  },
  {
    name: 'a worker keeps 50 kB of each step for ever',
    edits: [
      {
        file: 'services/agent-worker/src/attempt/call-handler.ts',
        find: "faultPoint('handler.before');",
        replace: "faultPoint('handler.before');\n  (globalThis.kept ??= []).push(Buffer.alloc(50_000, 1));",
      },
    ],
    kills: [83],
  },
  {
    name: 'finished runs are never deleted',
    edits: [
      {
        file: 'services/dispatcher/src/duties/delete-old-runs.ts',
        find: 'store.runs.deleteFinished(retentionMs, BATCH)',
        replace: 'store.runs.deleteFinished(1e12, BATCH)',
      },
    ],
    kills: [85],
  },
  {
    name: 'a batch takes its time for each event',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/streams/append-events.ts',
        find: 'const sentAt = performance.now();',
        replace:
          'const sentAt = performance.now();\n  await new Promise((go) => setTimeout(go, 2 * append.events.length));',
      },
    ],
    kills: [86],
  },
  {
    name: 'an optimizer that is never at rest',
    edits: [
      {
        file: 'services/optimizer/src/main.ts',
        find: "await runService('optimizer',",
        replace: `setInterval(() => {
  for (const until = performance.now() + 60; performance.now() < until; );
}, 100);
await runService('optimizer',`,
      },
    ],
    kills: [87],
  },
];
