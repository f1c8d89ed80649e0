import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import { createOutput } from '../output.ts';
import { runCommand } from '../run-command.ts';
import { StatusLine } from '../status-line.ts';
import { agents } from './agents.ts';
import { approvals } from './approvals.ts';
import { breakers } from './breakers.ts';
import { queues } from './lists.ts';
import { pauses } from './pauses.ts';
import { workers } from './workers.ts';

const AT = '2026-01-02T03:04:05.678Z';
const RUN = 'r0-0mwvdobfe36IBKNqGC560';

/** What the API answers, by path. */
const ANSWERS: Readonly<Record<string, object>> = {
  '/v1/workers/w-1': {
    id: 'w-1',
    host: 'box\u0007',
    pid: 42,
    agents: ['a', 'b'],
    startedAt: AT,
    seenAt: AT,
    status: 'serving',
    configVersion: { a: 3, b: 0 },
    slots: { used: 2, limit: 10 },
    lagMs: 12,
    blocked: { forMs: 4_000, agents: ['b'] },
    waiting: { results: 1, bytes: 2_000, maxBytes: 64_000_000, oldestMs: 5 },
    heldBack: [{ agent: 'a', limit: 2, published: 8, because: ['cpu'] }],
  },
  '/v1/agents/a': {
    name: 'a',
    workers: 2,
    configVersion: 4,
    told: { at: AT, ageMs: 420, leader: 'o-1', fence: 3, dropped: 0, unreadable: 0 },
    figures: {
      inflight: 3,
      limit: 20,
      lastAttemptAt: AT,
      windows: [
        {
          minutes: 10,
          attempts: 120,
          successRate: 0.983,
          perSecond: 1.5,
          duration: { meanMs: 41.2, p50Ms: 38.1, p95Ms: 90.4, p99Ms: 1_307 },
          wait: { meanMs: 3.1, p50Ms: 2.2, p95Ms: 8.9, p99Ms: null },
        },
      ],
    },
  },
  '/v1/queues/agent.a': { agent: 'a', queue: 'agent.a', waiting: 3, active: 1, delayed: 0, workers: 2 },
  '/v1/queues/ag06.signals': { queue: 'ag06.signals', waiting: 0 },
  '/v1/pauses/fleet': { of: 'fleet', paused: false, blockedSteps: 0 },
  '/v1/pauses/agent%3Aa': { of: 'agent', name: 'a', paused: true, since: AT, by: 'lee', blockedSteps: 1 },
  '/v1/breakers/shop': {
    dependency: 'shop',
    state: 'open',
    since: AT,
    until: AT,
    failures: 5,
    lastError: {
      at: AT,
      code: 'SHOP_CLOSED',
      message: 'It answered 503.',
      run: RUN,
      step: 'buy',
      attempt: 1,
    },
    permits: { out: 1, free: 4 },
    blockedSteps: 2,
    settings: { consecutiveFailures: 5, openForMs: 10_000 },
    transitions: [{ at: AT, from: 'closed', to: 'open', why: 'consecutive-failures' }],
    totals: { successes: 9, failures: 5, refused: 2, opened: 1 },
  },
  [`/v1/approvals/${RUN}.ask`]: {
    id: `${RUN}.ask.3`,
    runId: RUN,
    step: 'ask',
    signal: 'approval',
    workflow: 'refund',
    version: 'v1',
    correlationId: 'order-7',
    tags: ['red'],
    ask: 'Refund ${input.amount}?',
    askError: 'no amount',
    choices: ['approve', 'reject'],
    since: AT,
  },
};
const COMMANDS = { agents, approvals, breakers, pauses, queues, workers };

/** Calls a command. Resolves with the lines that it prints. */
async function show(group: keyof typeof COMMANDS, ...args: string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const client = new Client({
    url: 'http://fleet',
    fetch: async (url) => Response.json(ANSWERS[new URL(String(url)).pathname] ?? {}),
  });
  const terminal = { isTerminal: false, canRedraw: false, columns: undefined, isColoured: false };
  const output = createOutput(false, terminal, new StatusLine({ write: () => {} }));
  const text = (line: string) => void lines.push(...line.split('\n'));
  const table = (headings: readonly string[], rows: readonly (readonly unknown[])[]) => {
    text(headings.join(' | '));
    for (const row of rows) text(row.join(' | '));
  };
  expect(await COMMANDS[group](['show', ...args], client, { ...output, text, table })).toBe(0);
  return lines;
}

it('ag06 workers show tells what a worker is, does and is held back by, and no control characters', async () => {
  expect(await show('workers', 'w-1')).toEqual([
    'worker      w-1',
    'host        box\\x07, process 42',
    'status      serving',
    'started     2026-01-02 03:04',
    'seen        2026-01-02 03:04',
    'slots       2 of 10, of its fullest agent',
    'event loop  12 ms late',
    'blocked     its event loop does not turn for 4.0 s: b',
    'results     1 result, 2.0 KB of 64.0 MB, not taken by the store yet',
    'agents      a (settings 3), b',
    'held back   a: 2 of 8 (cpu)',
  ]);
});

it('ag06 agents show has the figures of each window, and who told them', async () => {
  expect(await show('agents', 'a')).toEqual([
    'agent         a',
    'workers       2',
    'settings      version 4',
    'running       3 of 20',
    'last attempt  2026-01-02 03:04',
    'minutes | attempts | success | per s | mean | p50 | p95 | p99 | wait p95',
    '10 | 120 | 98.3 % | 1.50 | 41.2 ms | 38.1 ms | 90.4 ms | 1.31 s | 8.90 ms',
    'Figures told by o-1 0.4 s ago.',
    'Its queue: ag06 queues show a. Its tuning: ag06 tuning show a',
  ]);
});

it('ag06 queues show takes the name of an agent, or of a queue on which others put jobs', async () => {
  expect(await show('queues', 'a')).toContain('queue    agent.a');
  expect(await show('queues', 'ag06.signals')).toEqual(['queue    ag06.signals', 'waiting  0']);
});

it('ag06 pauses show says how a pause ends, and refuses what cannot be paused', async () => {
  expect(await show('pauses', 'agent:a')).toEqual([
    'target   agent a',
    'paused   yes',
    'since    2026-01-02 03:04',
    'by       lee',
    'blocked  1 step',
    'end it   ag06 agents resume a',
  ]);
  expect(await show('pauses', 'fleet')).toEqual(['target   the fleet', 'paused   no', 'blocked  0 steps']);
  await expect(show('pauses', 'run:r0')).rejects.toThrow(
    new UsageError('Expected agent:NAME, workflow:NAME or fleet, got "run:r0".'),
  );
});

it('ag06 breakers show tells why a breaker is open, when it is tried again, and how it came there', async () => {
  expect(await show('breakers', 'shop')).toEqual([
    'dependency    shop',
    'state         open, since 2026-01-02 03:04',
    'tried again   2026-01-02 03:04',
    'blocked       2 steps',
    'failures      5 when it opened',
    `last failure  2026-01-02 03:04: SHOP_CLOSED in ${RUN} buy: It answered 503.`,
    'in flight     1 call with a permit, 4 more may begin',
    'since ever    9 succeeded, 5 failed, 2 refused; opened 1 time',
    'settings      consecutiveFailures 5, openForMs 10000',
    '',
    'at | from | to | why',
    '2026-01-02 03:04 | closed | open | consecutive-failures',
  ]);
});

it('ag06 approvals show tells the question, its run and the command that answers it', async () => {
  expect(await show('approvals', `${RUN}.ask`)).toEqual([
    `approval        ${RUN}.ask.3`,
    'asks            Refund ${input.amount}? (not evaluated: no amount)',
    'choices         approve, reject',
    'since           2026-01-02 03:04',
    'workflow        refund v1',
    `run             ${RUN}`,
    'step            ask',
    'signal          approval',
    'correlation id  order-7',
    'tags            red',
    `answer it       ag06 approvals answer ${RUN}.ask.3 approve`,
  ]);
  await expect(show('approvals', 'ask')).rejects.toThrow(/^"ask" is no id of an approval/);
});

it.each(['workers', 'agents', 'queues', 'breakers', 'approvals', 'pauses'])(
  'ag06 %s show without a name says what is missing',
  async (group) => {
    const output = createOutput(
      false,
      { isTerminal: false, canRedraw: false, columns: undefined, isColoured: false },
      new StatusLine({ write: () => {} }),
    );
    await expect(runCommand([group, 'show'], output)).rejects.toThrow(
      /^(Missing: expected|Name the dependency)/,
    );
  },
);
