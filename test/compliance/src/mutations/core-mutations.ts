import { NO_DIAGNOSIS, NO_HANDLERS } from './common-edits.ts';
import type { Mutation } from './mutation.ts';

const DESCRIBE_RUN = 'services/dispatcher/src/use-cases/describe-run.ts';

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
    says: /"status": 2\d\d/,
  },
  {
    name: 'health does not say of what a part is sick',
    edits: [NO_DIAGNOSIS],
    kills: [5],
    says: /Received: "SICK"/,
  },
  {
    name: 'times of events are told to the hour',
    edits: [
      {
        file: DESCRIBE_RUN,
        find: 'return { seq, type, at: toRfc3339(at),',
        replace: 'return { seq, type, at: toRfc3339(at - (at % 3_600_000)),',
      },
    ],
    kills: [12],
    says: /Expected: >= 399/,
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
    kills: [2, 15],
    says: /Received: +3|\+ +4/,
  },
  {
    name: 'all steps of a run have one idempotency key',
    edits: [
      {
        file: 'services/agent-worker/src/attempt/handler-context.ts',
        find: 'const key = `${this.runId}:${this.step}`;',
        replace: 'const key = `${this.runId}`;',
      },
    ],
    kills: [4],
    says: /idempotencyKey/,
  },
  {
    name: 'a failing step is tried once more than it may be',
    edits: [
      {
        file: 'packages/engine/src/steps/calling/retry-call.ts',
        find: 'attempt >= step.retry.maxAttempts',
        replace: 'attempt > step.retry.maxAttempts',
      },
    ],
    kills: [8],
    says: /no stock, attempt 3/,
  },
  {
    name: 'conditions of steps are ignored',
    edits: [
      {
        file: 'packages/engine/src/decide/decide-evaluation.ts',
        find: 'if (step.when === undefined || context',
        replace: "if (typeof step.id === 'string' || context",
      },
    ],
    kills: [11],
    says: /conditional/,
  },
  {
    name: 'a child run has a correlation id of its own',
    edits: [
      {
        file: 'packages/runtime/src/messages/deliver-start.ts',
        find: 'correlationId: meta.correlationId,',
        replace: 'correlationId: child,',
      },
    ],
    kills: [13],
    says: /basket 13/,
  },
  {
    name: 'events do not say their step',
    edits: [
      {
        file: DESCRIBE_RUN,
        find: 'traceId: traceIdOf(traceparent) ?? null, ...detail }',
        replace: 'traceId: traceIdOf(traceparent) ?? null, ...detail, step: undefined }',
      },
    ],
    kills: [3],
    says: /step\.scheduled a/,
  },
  {
    name: 'loops end after four rounds, whatever they wait for',
    edits: [
      {
        file: 'packages/engine/src/steps/repeat/end-iteration.ts',
        find: 'if (isDone.value === true) return',
        replace: 'if (iteration === 3) return',
      },
    ],
    kills: [6],
    says: /"rounds": 3/,
  },
  {
    name: 'the end of a step is twice in its log',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/show-events.ts',
        find: '.map((event) => describeEvent(event, run))',
        replace:
          ".flatMap((event) => Array.from({ length: event.type === 'step.completed' ? 2 : 1 }, () => describeEvent(event, run)))",
      },
    ],
    kills: [7],
  },
  {
    name: 'a run is counted twice when it is accepted',
    edits: [
      {
        file: 'packages/service-host/src/observe-backend.ts',
        find: 'book.runsAccepted.at(command.listedBy.workflow).add()',
        replace: 'book.runsAccepted.at(command.listedBy.workflow).add(2)',
      },
    ],
    kills: [10],
    says: /Expected: 1\s+Received: 2/,
  },
  {
    name: 'a step that waits for its next attempt is told as scheduled',
    edits: [
      {
        file: DESCRIBE_RUN,
        find: 'const { status, attempt, iteration, blockedBy } = unit;',
        replace:
          "const { attempt, iteration, blockedBy } = unit;\n  const status = unit.status === 'retrying' ? 'scheduled' : unit.status;",
      },
    ],
    kills: [14],
    says: /a retrying 2/,
  },
  {
    name: 'the list of workers leaves one out',
    edits: [
      {
        file: 'services/dispatcher/src/http/fleet-routes.ts',
        find: 'items: workers.map(toWorkerView)',
        replace: 'items: workers.slice(1).map(toWorkerView)',
      },
    ],
    kills: [1],
    says: /Received length: +2/,
  },
];
