import { expect, test } from '@jest/globals';
import type { Overview } from './load-overview.ts';
import { toNeeds } from './to-needs.ts';

const AT = Date.parse('2026-01-02T12:00:00Z');
const HOUR_AGO = '2026-01-02T11:00:00Z';

/** A fleet in which nothing needs a person, changed as a test asks. */
const createOverview = (change: object = {}): Overview => ({
  health: { status: 'ok', score: 100, at: HOUR_AGO, components: [] },
  approvals: { items: [] },
  failed: { items: [], isAll: true },
  ends: [],
  paused: { items: [] },
  deadLetters: { items: [] },
  breakers: { items: [] },
  pauses: { items: [] },
  agents: { figures: null, items: [] },
  minutes: { at: null, leader: null, items: [] },
  schedules: { items: [] },
  missing: [],
  at: AT,
  ...change,
});
const component = (name: string, status: string, code: string, message: string) => ({
  health: {
    status,
    score: 50,
    at: HOUR_AGO,
    components: [{ component: name, score: 50, status, ageMs: 1, reasons: [{ code, message }] }],
  },
});
const run = (more: object) => ({ runId: 'r', workflow: 'buy', createdAt: HOUR_AGO, ...more });

test('nothing needs a person in a fleet that is well', () => expect(toNeeds(createOverview())).toEqual([]));

test('a reason of health tells what was found, what to do, and where', () => {
  const message = 'Work has waited for 9.0 s for a worker that serves a.b. Start a worker that serves it.';
  const overview = createOverview(component('queues', 'degraded', 'QUEUE_UNSERVED', message));
  expect(toNeeds(overview)).toEqual([
    {
      key: 'health queues QUEUE_UNSERVED',
      tone: 'warn',
      text: 'queues: Work has waited for 9.0 s for a worker that serves a.b.',
      detail: 'Start a worker that serves it.',
      link: { href: '/queues', text: 'Show the queues' },
    },
  ]);
});

test('what is well, although not perfect, needs nobody, and what is unhealthy comes first', () => {
  const fine = component('api', 'ok', 'API_SLOW', 'It took 90 ms.');
  expect(toNeeds(createOverview(fine))).toEqual([]);
  const down = component('store', 'unhealthy', 'STORE_SILENT', 'It is silent. Check it.');
  const needs = toNeeds(createOverview({ ...down, failed: { items: [run({})], isAll: true } }));
  expect(needs.map(({ key }) => key)).toEqual(['health store STORE_SILENT', 'failed']);
});

test('an open breaker is told once, with its error and what waits for it', () => {
  const overview = createOverview({
    ...component('breakers', 'unhealthy', 'BREAKER_OPEN', '1 of 1 not closed: pay.'),
    breakers: {
      items: [
        {
          dependency: 'pay',
          state: 'open',
          blockedSteps: 3,
          lastError: { message: 'refused' },
          until: '2026-01-02T12:00:30Z',
        },
        { dependency: 'mail', state: 'closed', blockedSteps: 0 },
      ],
    },
  });
  expect(toNeeds(overview)).toMatchObject([
    {
      tone: 'bad',
      text: 'The breaker of pay is open: 3 steps wait.',
      detail: 'Last error: refused. It tries again in 30 s.',
      link: { href: '/breakers' },
    },
  ]);
});

test('failed runs, questions, dead letters and pauses are counted, the gravest first', () => {
  const overview = createOverview({
    approvals: { items: [{ ask: 'Pay?', since: HOUR_AGO }] },
    failed: { items: [run({ finishedAt: HOUR_AGO }), run({})], isAll: false },
    deadLetters: { items: [{ at: HOUR_AGO, reason: 'RUN_UNKNOWN', remedy: 'Delete it.' }] },
    pauses: {
      items: [
        { of: 'workflow', name: 'a/b', paused: true, since: HOUR_AGO, by: 'kim', blockedSteps: 2 },
        { of: 'fleet', paused: false, blockedSteps: 0 },
      ],
    },
    paused: { items: [run({})] },
  });
  expect(toNeeds(overview).map(({ tone, text, detail, link }) => [tone, text, detail, link?.href])).toEqual([
    [
      'bad',
      'At least 2 runs failed within a day.',
      'The latest is of buy, 1 h ago.',
      '/runs?status=failed&status=timed_out&endedFrom=2026-01-01T12%3A00%3A00.000Z',
    ],
    ['bad', 'The workflow a/b was paused by kim, 1 h ago: 2 steps wait.', undefined, '/workflows/a%2Fb'],
    ['warn', '1 question waits for the answer of a person.', 'The oldest, 1 h ago: Pay?', '/approvals'],
    ['warn', '1 delivery was set aside.', 'The latest, 1 h ago: RUN_UNKNOWN. Delete it.', '/dead-letters'],
    ['warn', '1 run is paused.', 'The latest began 1 h ago.', '/runs?status=paused'],
  ]);
});

test('a schedule whose last run was refused needs a person, and one that is paused or has started one does not', () => {
  const schedule = (name: string, outcome: string, hour: string, more: object = {}) => ({
    name,
    paused: false,
    last: { slot: HOUR_AGO, decidedAt: `2026-01-02T${hour}:00:00Z`, outcome, why: `why ${name}` },
    ...more,
  });
  const others = [
    schedule('a', 'started', '11'),
    schedule('b', 'skipped', '11'),
    schedule('c', 'refused', '11', { paused: true }),
    { name: 'd', paused: false },
  ];
  const needsOf = (...more: readonly object[]) =>
    toNeeds(createOverview({ schedules: { items: [...others, ...more] } }));
  expect(needsOf()).toEqual([]);
  expect(needsOf(schedule('e/f', 'refused', '10'))).toEqual([
    {
      key: 'schedules',
      tone: 'bad',
      text: '1 schedule could not start its last run.',
      detail: 'e/f, 2 h ago: why e/f',
      link: { href: '/schedules/e%2Ff', text: 'Show the schedule' },
    },
  ]);
  expect(needsOf(schedule('g', 'refused', '10'), schedule('h', 'refused', '11'))).toMatchObject([
    {
      text: '2 schedules could not start their last run.',
      detail: 'h, 1 h ago: why h',
      link: { href: '/schedules' },
    },
  ]);
});
