import type { Mutation } from './mutation.ts';

const USE_CASES = 'services/dispatcher/src/use-cases';
const HTTP = 'services/dispatcher/src/http';

export const OBSERVABILITY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'lists ignore the status that is asked for',
    edits: [
      {
        file: `${HTTP}/read-runs-query.ts`,
        find: 'statuses: status,',
        replace: "statuses: status && ['running', 'completed', 'cancelled', 'failed'],",
      },
    ],
    kills: [16],
    says: /Expected: 0\s+Received: 40/,
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
    says: /1 retrying|Expected: >= 199/,
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
    says: /Expected: "20\d\d-[^"]+"\s+Received: "20\d\d-/,
  },
  {
    name: 'a dispatcher whose store is silent says that it is dead',
    edits: [
      {
        file: `${HTTP}/health-routes.ts`,
        find: '.code(isLive ? 200 : 503)',
        replace: ".code(health.judgeReadiness().status === 'ready' ? 200 : 503)",
      },
    ],
    kills: [19],
    says: /Expected: 200\s+Received: 503/,
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
    says: /Expected: (15|10)\s+Received: (30|20)/,
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
    says: /core-agents/,
  },
  {
    name: 'a blocked worker is told without the agent that keeps it',
    edits: [
      {
        file: `${HTTP}/fleet-routes.ts`,
        find: 'agents: [...blocked.agents]',
        replace: 'agents: []',
      },
    ],
    kills: [22],
    says: /proof\.block/,
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
    says: /Expected: 3\s+Received: 2/,
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
    says: /[+-] +\d+,/,
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
    says: /all events/,
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
    says: /"events": \d+/,
  },
  {
    name: 'a fleet is as well as the best of its parts',
    edits: [
      {
        file: 'packages/health/src/score-fleet.ts',
        find: 'Math.round(Math.min(mean,',
        replace: 'Math.round(Math.max(mean,',
      },
    ],
    kills: [29],
    says: /Expected: < /,
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
    says: /Expected: 15/,
  },
];
