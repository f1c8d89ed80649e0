import { ALWAYS_WELL } from './common-edits.ts';
import type { Mutation } from './mutation.ts';

const STREAMS = 'services/dispatcher/src/use-cases/streams';
const ROUTES = 'services/dispatcher/src/http/stream-routes.ts';
const APPEND = `${STREAMS}/append-events.ts`;

export const PERSISTENCE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'every tenth append is acknowledged and not stored',
    edits: [
      {
        file: APPEND,
        find: 'const sentAt = performance.now();',
        replace: `const sentAt = performance.now();
  globalThis.appended = (globalThis.appended ?? 0) + 1;
  if (globalThis.appended % 10 === 9) {
    const lost = append.events.map(() => ({ position: 1, at: toRfc3339(Date.now()), duplicate: false }));
    return { events: lost, last: 1, incarnation: 1 };
  }`,
      },
    ],
    kills: [31, 35, 39, 43],
  },
  {
    name: 'ids of events are ignored',
    edits: [
      {
        file: ROUTES,
        find: '    ...event,\n    correlationId:',
        replace: '    ...event,\n    id: undefined,\n    correlationId:',
      },
    ],
    kills: [32],
  },
  {
    name: 'reads ignore what is asked for',
    edits: [
      {
        file: `${STREAMS}/streams.ts`,
        find: 'tenant, stream, ...query, from: toMomentMs(from), to: toMomentMs(to) }',
        replace:
          'tenant, stream, ...query, type: undefined, correlationId: undefined, from: undefined, to: undefined }',
      },
    ],
    kills: [33, 40],
  },
  {
    name: 'events have no correlation id',
    edits: [
      {
        file: ROUTES,
        find: 'correlationId: event.correlationId ?? (isOfCaller ? correlation.correlationId : undefined),',
        replace: 'correlationId: undefined,',
      },
    ],
    kills: [34],
  },
  {
    name: 'a stream is told to have one event more than it has',
    edits: [
      {
        file: `${STREAMS}/describe-stream.ts`,
        find: 'name: stream,\n    incarnation,\n    count,',
        replace: 'name: stream,\n    incarnation,\n    count: count + 1,',
      },
    ],
    kills: [36],
  },
  {
    name: 'every part of the fleet is always told to be well',
    edits: [ALWAYS_WELL],
    kills: [37],
  },
  {
    name: 'events may be of any size',
    edits: [
      {
        file: APPEND,
        find: 'const { dedupeMs, eventBytes: eventMaxBytes } = streams;',
        replace: 'const { dedupeMs } = streams;\n  const eventMaxBytes = 1e9;',
      },
      { file: ROUTES, find: 'Math.max(LIMITS.appendBytes, 2 * parts.streams.eventBytes)', replace: '1e9' },
    ],
    kills: [38],
  },
  {
    name: 'an append is told a time that is ten milliseconds late',
    edits: [
      {
        file: APPEND,
        find: 'at: toRfc3339(at),\n        duplicate',
        replace: 'at: toRfc3339(at + 10),\n        duplicate',
      },
    ],
    kills: [41],
  },
  {
    name: 'acknowledgements extend a lease alone',
    edits: [
      {
        file: 'services/dispatcher/src/http/stream-group-routes.ts',
        find: 'groups.acknowledge(held)',
        replace: 'groups.extend(held, 30_000)',
      },
    ],
    kills: [42],
  },
  {
    name: 'refusals do not say where',
    edits: [
      {
        file: 'services/dispatcher/src/intake/check.ts',
        find: "const path = issue.path.map(String).join('.');",
        replace: "const path = '';",
      },
    ],
    kills: [44],
  },
  {
    name: 'appends ignore the end that they expect',
    edits: [{ file: ROUTES, find: 'expect: read.expect,', replace: 'expect: undefined,' }],
    kills: [45],
  },
];
