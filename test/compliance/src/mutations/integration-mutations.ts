import { NO_HANDLERS } from './common-edits.ts';
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
    says: /"by": "Ada"/,
  },
  {
    name: 'the three lower classes are one',
    edits: [
      {
        file: 'packages/contracts/src/priority.ts',
        find: 'return PRIORITIES.indexOf(level) * (',
        replace: 'return Math.min(2, PRIORITIES.indexOf(level)) * (',
      },
    ],
    kills: [73],
    says: /- +"priority": "normal"|"n": \d+/,
  },
  {
    name: 'a step that is tried again is put behind all others',
    edits: [
      {
        file: 'packages/runtime/src/to-activations.ts',
        find: 'priorityKey: priorityKeyOf(context, step, order),',
        replace: 'priorityKey: enqueue.attempt > 1 ? 2_000_000 : priorityKeyOf(context, step, order),',
      },
    ],
    kills: [73],
    says: /"attempt": 2/,
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
    says: /the worker to be told as draining/,
  },
  {
    name: 'health answers 200 whatever it says',
    edits: [
      {
        file: 'services/dispatcher/src/http/health-routes.ts',
        find: "reply.code(status === 'unhealthy' ? 503 : 200).send(body)",
        replace: 'reply.code(200).send(body)',
      },
    ],
    kills: [77],
    says: /Expected: 503/,
  },
  {
    name: 'a child run has the usual priority',
    edits: [
      {
        file: 'packages/runtime/src/messages/deliver-start.ts',
        find: 'priority: meta.priority,',
        replace: "priority: 'normal',",
      },
    ],
    kills: [73],
    says: /Expected: 1002/,
  },
  {
    name: 'the failure of a child does not say why',
    edits: [
      {
        file: 'packages/engine/src/steps/workflow/child-failure.ts',
        find: 'did not complete: ${message}`',
        replace: 'did not complete.`',
      },
    ],
    kills: [78],
    says: /no paper/,
  },
  {
    name: 'a call that is tried in vain spends an attempt',
    edits: [
      {
        file: 'services/agent-worker/src/guard/step-guard.ts',
        find: "(weight === 'late' || weight === 'probe') &&",
        replace: "weight === 'never' &&",
      },
    ],
    kills: [75],
  },
  {
    name: 'a worker has a slot more than it is told',
    edits: [
      {
        file: 'services/agent-worker/src/config.ts',
        find: 'concurrency: config.AG06_CONCURRENCY,',
        replace: 'concurrency: config.AG06_CONCURRENCY + 1,',
      },
    ],
    kills: [74],
  },
  {
    name: 'jobs that are no step are dropped',
    edits: [
      {
        file: 'services/agent-worker/src/claim/deliveries.ts',
        find: 'return await this.#setAside(delivery, parsed.reason);',
        replace: "return { end: 'done' };",
      },
    ],
    kills: [72],
    says: /the foreign job to be set aside/,
  },
  {
    name: 'attempts are told as of a worker that nobody knows',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/read-attempts.ts',
        find: 'attempts.slice(-ATTEMPTS_MAX);',
        replace: "attempts.slice(-ATTEMPTS_MAX).map((one) => ({ ...one, worker: 'w.0' }));",
      },
    ],
    kills: [71],
    says: /must not be null nor undefined/,
  },
  {
    name: 'it is not told that a step was delivered again',
    edits: [
      {
        file: 'packages/protocol/src/moves.ts',
        find: "event: 'step.redelivered',\n    issued: 'take-over from another",
        replace: "event: 'step.result_ignored',\n    issued: 'take-over from another",
      },
    ],
    kills: [76],
    says: /Expected: 1\s+Received: undefined/,
  },
  {
    name: 'that a run was cancelled is twice in its log',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/show-events.ts',
        find: '.map((event) => describeEvent(event, run))',
        replace:
          ".flatMap((event) => Array.from({ length: event.type === 'run.cancelled' ? 2 : 1 }, () => describeEvent(event, run)))",
      },
    ],
    kills: [79],
  },
  {
    name: 'the largest number loses its last digit on the way out of a handler',
    edits: [
      {
        file: 'services/agent-worker/src/attempt/call-handler.ts',
        find: "outcome: { status: 'completed', output: result.outputText }",
        replace:
          "outcome: { status: 'completed', output: result.outputText.replaceAll('9007199254740991', '9007199254740990') }",
      },
    ],
    kills: [80],
    says: /9007199254740990/,
  },
];
