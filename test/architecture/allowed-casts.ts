/**
 * Casts that stay, by file: how many, and why. None of them says of a value from a store, a queue or a request that it has a
 * type. A number may only fall.
 */
export const ALLOWED_CASTS: readonly (readonly [path: string, count: number, why: string])[] = [
  [
    'packages/agent-http/src/read-body.ts',
    1,
    'Node types the body of `fetch` as a stream of anything; it is one of bytes.',
  ],
  [
    'packages/agent-http/src/request-input.ts',
    2,
    'A schema of JSON that was parsed already: checking its depth again would cost as much as parsing it.',
  ],
  [
    'packages/agent-kit/src/workflow/flow.ts',
    6,
    'Places in a specification become their texts, which `toWritten` cannot say in types. The definition is compiled afterwards, and so is checked.',
  ],
  [
    'packages/agent-kit/src/workflow/ref.ts',
    3,
    'A Proxy has no type of its own; its type says what its fields stand for.',
  ],
  ['packages/agent-kit/src/workflow/to-input-schema.ts', 1, 'See `flow.ts`.'],
  ['packages/agent-kit/src/workflow/waiting-specs.ts', 4, 'See `flow.ts`.'],
  ['packages/agent-kit/src/workflow/to-written.ts', 1, 'See `flow.ts`.'],
  [
    'packages/agent-kit/src/workflow/when-present.ts',
    1,
    'The condition that it writes is what makes the place present.',
  ],
  ['packages/agent-kit/src/workflow/workflow.ts', 2, 'See `flow.ts`.'],
  [
    'packages/broker/src/checked-redis.ts',
    3,
    'ioredis passes on to its constructor what its types do not name, and `sendCommand` comes before the fields of a subclass.',
  ],
  [
    'packages/broker/src/postgres/queue-backend.ts',
    1,
    'BullMQ types the next job that comes with a completion as anything.',
  ],
  [
    'packages/broker/src/postgres/to-queryable.ts',
    1,
    'BullMQ names the type of the rows of its own statements.',
  ],
  [
    'packages/bullmq/src/adopt/adopt-function.ts',
    1,
    'A processor of any version of BullMQ is a function of its own type of job.',
  ],
  [
    'packages/bullmq/src/adopt/step-backend.ts',
    2,
    'A stand-in for an interface of BullMQ of which a job of a step needs a part.',
  ],
  [
    'packages/bullmq/src/adopt/step-job.ts',
    1,
    'BullMQ does not export the type of what its jobs need of a queue.',
  ],
  [
    'packages/client/src/addresses.ts',
    1,
    'The client has no types of Node, and runs in browsers, which have no `process`.',
  ],
  [
    'packages/client/src/check-answer.ts',
    1,
    'The client checks only the parts of an answer on which it decides (decision 0032).',
  ],
  ['packages/client/src/client.ts', 2, 'The types of outputs are those that the caller says.'],
  ['packages/contracts/src/api/parsed-json.ts', 2, 'A schema of JSON that was parsed already.'],
  [
    'packages/contracts/src/fleet-records.ts',
    5,
    'zod types a record by an enum as complete, and JSON that was parsed already as unknown; and Object.keys says nothing of names.',
  ],
  ['packages/contracts/src/tuning/settings.ts', 1, 'Object.keys says nothing of the names of a constant.'],
  [
    'packages/engine/src/schedule/read-schedule.ts',
    2,
    'The values are checked by the function that gets them, whose type says what they are once they are checked.',
  ],
  [
    'packages/service-host/src/health-server.ts',
    1,
    'A server that listens on a port has an address with a port.',
  ],
  [
    'packages/service-host/src/judge-start-error.ts',
    1,
    'Errors of Node have fields that no class of them names.',
  ],
  [
    'packages/service-host/src/observe-backend.ts',
    6,
    'Calls are observed by their names; the arguments and answers are those of the port.',
  ],
  [
    'packages/store-redis/src/redis-run-store.ts',
    1,
    'A type that depends on the kind of a command is not narrowed by looking the kind up.',
  ],
  ['packages/store/src/command-batcher.ts', 1, 'One list holds the promises of commands of all kinds.'],
  ['packages/store/src/guard-texts.ts', 1, 'The first argument is cleaned by the function of its method.'],
  [
    'packages/store/src/memory/memory-run.ts',
    1,
    'The names of events about items are those about steps with another beginning.',
  ],
  [
    'packages/store/src/memory/turn.ts',
    1,
    'The table of moves is below the events in the layers, so it names them as texts.',
  ],
  [
    'packages/telemetry/src/metrics/book-producer.ts',
    2,
    'A book is typed by its table of metrics; families are read one by one.',
  ],
  [
    'packages/telemetry/src/metrics/cells.ts',
    4,
    'A tree by the values of labels, as deep as there are labels.',
  ],
  [
    'packages/telemetry/src/metrics/histogram-family.ts',
    2,
    'There are as many counts as bounds, and one more. This runs for each measurement.',
  ],
  ['packages/telemetry/src/metrics/metric-book.ts', 1, 'Object.fromEntries forgets the names.'],
  [
    'packages/telemetry/src/metrics/metrics-endpoint.ts',
    1,
    'A server that listens on a port has an address with a port.',
  ],
  ['packages/telemetry/src/metrics/observe-calls.ts', 7, 'A stand-in for any port, made from its methods.'],
  ['packages/telemetry/src/trace/worker-spans.ts', 3, 'The API of OpenTelemetry hides what its SDK records.'],
  ['packages/tuning/src/bounds.ts', 1, 'The settings are copied knob by knob.'],
  ['packages/tuning/src/slice.ts', 1, 'Object.fromEntries forgets the names.'],
  [
    'services/agent-worker/src/agents/import-module.ts',
    1,
    'A module is an object; what it exports is checked by whoever wants it.',
  ],
  [
    'services/agent-worker/src/agents/register-workflows.ts',
    2,
    'A definition is JSON, which an interface does not say. It is compiled, and so is checked.',
  ],
  ['services/cli/src/commands/schedules.ts', 1, 'The API checks the body.'],
  [
    'services/cli/src/read-definitions.ts',
    1,
    'A module is an object; what it exports is checked by whoever wants it.',
  ],
  [
    'services/dispatcher/src/http/openapi/create-document.ts',
    2,
    'The document is JSON, whose parts no type names.',
  ],
  [
    'services/dispatcher/src/http/openapi/to-json-schema.ts',
    3,
    'zod types a JSON Schema more loosely than this document has it.',
  ],
  [
    'services/dispatcher/src/http/server.ts',
    2,
    'Fastify wants the value of a decoration before each request sets it.',
  ],
  [
    'services/dispatcher/src/intake/do-intake-task.ts',
    1,
    'A table of functions by kind is not narrowed by looking the kind up.',
  ],
  [
    'services/dispatcher/src/intake/intake-threads.ts',
    1,
    'The answer of a thread has the type that belongs to the kind of its task.',
  ],
  ['services/dispatcher/src/use-cases/set-tuning.ts', 1, 'Object.fromEntries forgets the names.'],
  [
    'services/dispatcher/src/use-cases/show-step.ts',
    1,
    'An object with one field, whose name is a parameter.',
  ],
];
