import { ALWAYS_WELL } from './common-edits.ts';
import type { Mutation } from './mutation.ts';

const USE_CASES = 'services/dispatcher/src/use-cases';
const HTTP = 'services/dispatcher/src/http';

export const OBSERVABILITY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'lists ignore the status that is asked for',
    edits: [
      { file: `${HTTP}/read-runs-query.ts`, find: 'statuses: status,', replace: 'statuses: undefined,' },
    ],
    kills: [16],
  },
  {
    name: 'attempts are not told',
    edits: [
      {
        file: `${USE_CASES}/show-step.ts`,
        find: 'attempts: attempts.map(toView),',
        replace: 'attempts: attempts.slice(0, 0).map(toView),',
      },
    ],
    kills: [17, 26],
  },
  {
    name: 'runs are told to have ended an hour later',
    edits: [
      {
        file: `${USE_CASES}/describe-run.ts`,
        find: '{ finishedAt: toRfc3339(finishedAt) }',
        replace: '{ finishedAt: toRfc3339(finishedAt + 3_600_000) }',
      },
    ],
    kills: [18],
  },
  {
    name: 'a dispatcher always says that it is ready',
    edits: [
      {
        file: `${HTTP}/health-routes.ts`,
        find: "reply.code(status === 'ready' ? 200 : 503).send(body)",
        replace: 'reply.code(200).send(body)',
      },
    ],
    kills: [19],
  },
  {
    name: 'counters count everything twice',
    edits: [
      {
        file: 'packages/telemetry/src/metrics/counter-family.ts',
        find: 'this.value += amount;',
        replace: 'this.value += 2 * amount;',
      },
    ],
    kills: [20, 24],
  },
  {
    name: 'stacks of errors are not told',
    edits: [
      {
        file: `${USE_CASES}/describe-run.ts`,
        find: 'traceId: traceIdOf(traceparent) ?? null, ...detail }',
        replace: 'traceId: traceIdOf(traceparent) ?? null, ...detail, stack: undefined }',
      },
    ],
    kills: [21],
  },
  {
    name: 'workers that are blocked are told as others',
    edits: [
      {
        file: `${HTTP}/fleet-routes.ts`,
        find: '...(blocked !== undefined && {',
        replace: '...(blocked === null && {',
      },
    ],
    kills: [22],
  },
  {
    name: 'the timeline of a correlation id lacks its newest run',
    edits: [
      {
        file: `${USE_CASES}/correlation/show-correlation.ts`,
        find: 'found.slice(0, LIMITS.correlatedRuns)',
        replace: 'found.slice(1, LIMITS.correlatedRuns)',
      },
    ],
    kills: [23],
  },
  {
    name: 'a page of a log begins with the event after the next',
    edits: [
      {
        file: `${USE_CASES}/show-events.ts`,
        find: 'const { after, limit } = query;',
        replace: 'const { limit } = query;\n  const after = query.after === 0 ? 0 : query.after + 1;',
      },
    ],
    kills: [25],
  },
  {
    name: 'the feed loses an event of each page',
    edits: [
      {
        file: 'services/dispatcher/src/feed/feed-reader.ts',
        find: 'this.#advance(page.at(-1)?.position ?? startOfTime(settledAt));\n    return page;',
        replace: 'this.#advance(page.at(-1)?.position ?? startOfTime(settledAt));\n    return page.slice(1);',
      },
    ],
    kills: [27],
  },
  {
    name: 'exports count one event more than they have',
    edits: [
      {
        file: `${USE_CASES}/history/export-run.ts`,
        find: '{ end: { events: seq } }',
        replace: '{ end: { events: seq + 1 } }',
      },
    ],
    kills: [28],
  },
  {
    name: 'every part of the fleet is always told to be well',
    edits: [ALWAYS_WELL],
    kills: [29],
  },
  {
    name: 'attempts of agents are counted twice',
    edits: [
      {
        file: `${USE_CASES}/list-agents.ts`,
        find: '    ...figures,\n    lastAttemptAt',
        replace: '    ...figures,\n    attempts: 2 * figures.attempts,\n    lastAttemptAt',
      },
    ],
    kills: [30],
  },
];
