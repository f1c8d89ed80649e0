import { NO_DIAGNOSIS } from './common-edits.ts';
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
    says: /Expected length: 1\s+Received length: 8/,
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
    says: /cart\.filled/,
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
    says: /"count": 7/,
  },
  {
    name: 'health does not say of what a part is sick',
    edits: [NO_DIAGNOSIS],
    kills: [37],
    says: /Received: "SICK"/,
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
    says: /resolved instead of rejected/,
  },
  {
    name: 'an append is told the time of the dispatcher’s host',
    edits: [
      {
        file: APPEND,
        find: 'at: toRfc3339(at),\n        duplicate',
        replace: 'at: toRfc3339(Date.now()),\n        duplicate',
      },
    ],
    kills: [41],
    says: /Expected: <= \d{13}/,
  },
  {
    name: 'a window of time has what happened at its end, too',
    edits: [
      {
        file: `${STREAMS}/streams.ts`,
        find: 'to: toMomentMs(to) });',
        replace: 'to: to === undefined ? undefined : toMomentMs(to) + 1 });',
      },
    ],
    kills: [41],
    says: /\+ +\d+,/,
  },
  {
    name: 'the store’s clock is an hour behind when it comes to streams',
    edits: [
      {
        file: 'packages/store-redis/src/streams/lua/stream-state.ts',
        find: 'return clock[1] * 1000 +',
        replace: 'return (clock[1] - 3600) * 1000 +',
      },
    ],
    kills: [41],
    says: /Expected: >= \d{13}/,
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
    says: /nothing to be left/,
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
    says: /Expected pattern: \/type\//,
  },
  {
    name: 'appends ignore the end that they expect',
    edits: [{ file: ROUTES, find: 'expect: read.expect,', replace: 'expect: undefined,' }],
    kills: [45],
    says: /resolved instead of rejected/,
  },
];
