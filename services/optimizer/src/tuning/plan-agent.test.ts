import type { TuningDocument, TuningPolicy } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { type PlanFacts, planAgent } from './plan-agent.ts';
import { toPublished, withoutLearned } from './to-published.ts';
import { isStaged } from './to-staged.ts';

const worker = (more: Partial<WorkerRecord> = {}): WorkerRecord => ({
  id: 'w',
  host: 'h',
  pid: 1,
  agents: ['x.a'],
  startedAt: 1,
  seenAt: 1,
  declared: { 'x.a': { concurrency: 10, timeoutMs: 30_000 } },
  ...more,
});

const documentOf = (more: Partial<TuningDocument>): TuningDocument => ({
  version: 3,
  settings: {},
  static: {},
  publishedAt: 1,
  by: 'operator',
  fence: 1,
  reason: '',
  ...more,
});

const lock = { at: 1, by: 'operator', reason: '' };
const NOW = 1_000;
const plan = (more: Partial<PlanFacts> = {}) =>
  planAgent({
    agent: 'x.a',
    mode: 'shadow',
    workers: [worker()],
    document: undefined,
    policy: undefined,
    frozen: undefined,
    now: NOW,
    ...more,
  });
const policy = (more: Partial<TuningPolicy> = {}): TuningPolicy => ({ locks: {}, ...more });

it('planAgent lets a person’s mode win over the code’s, and the code’s over the optimizer’s; off is off', () => {
  const tuning = { 'x.a': { mode: 'canary', bounds: { concurrency: { min: 1, max: 40 } } } } as const;
  const workers = [worker({ tuning })];
  expect(plan().mode).toBe('shadow');
  expect(plan({ workers })).toMatchObject({ mode: 'canary', bounds: { concurrency: { max: 40 } } });
  expect(plan({ workers, policy: policy({ mode: 'live' }) }).mode).toBe('live');
  expect(plan({ mode: 'off', policy: policy({ mode: 'live' }) }).mode).toBe('off');
});

it('planAgent leaves a setting that a person has published as it is, and lets the optimizer have its own', () => {
  const settings = { concurrency: 4, timeoutMs: 500 };
  const document = documentOf({ settings, learned: ['timeoutMs'] });
  const planned = plan({ document });
  expect(planned.static).toEqual({ concurrency: 4, timeoutMs: 30_000 });
  expect(planned.locks).toContain('concurrency');
  expect(planned.locks).not.toContain('timeoutMs');
  const wanted = toPublished({ concurrency: 16, timeoutMs: 700 }, planned, document);
  expect(wanted).toEqual({ settings: { concurrency: 4, timeoutMs: 700 }, learned: ['timeoutMs'] });
  expect(withoutLearned(document)).toEqual({ settings: { concurrency: 4 }, learned: [] });
});

it('planAgent holds a locked setting at what is in force, also if the optimizer has put it there', () => {
  const document = documentOf({ settings: { concurrency: 16 }, learned: ['concurrency'] });
  const planned = plan({ document, policy: policy({ locks: { concurrency: lock } }) });
  expect(planned.static.concurrency).toBe(16);
  const kept = toPublished({ concurrency: 20, timeoutMs: 30_000 }, planned, document);
  expect(kept).toEqual({ settings: { concurrency: 16 }, learned: [] });
  expect(isStaged(kept, document)).toBe(false);
  expect(isStaged(kept, documentOf({ settings: { concurrency: 16 } }))).toBe(true);
});

it('planAgent leaves settings under experiment as they are, and those of the optimizer stay its own', () => {
  const document = documentOf({ settings: { timeoutMs: 700, backoffMs: 5 }, learned: ['timeoutMs'] });
  const planned = plan({ document, tried: ['timeoutMs', 'bySize'] });
  expect(planned.locks).toEqual(expect.arrayContaining(['timeoutMs', 'bySize', 'backoffMs']));
  const kept = toPublished(
    { timeoutMs: 900, bySize: { 0: { timeoutMs: 9, hedgeAfterMs: null } } },
    planned,
    document,
  );
  expect(kept).toEqual({ settings: { timeoutMs: 700, backoffMs: 5 }, learned: ['timeoutMs'] });
  expect(plan({ document }).locks).not.toContain('timeoutMs');
});

it('planAgent forgets a lock whose time is over', () => {
  const locks = { concurrency: { ...lock, until: NOW } };
  expect(plan({ policy: policy({ locks }) }).locks).not.toContain('concurrency');
  expect(plan({ policy: policy({ locks }), now: NOW - 1 }).locks).toContain('concurrency');
});

it('planAgent tells who has frozen an agent', () => {
  expect(plan({ policy: policy({ frozen: { ...lock, reason: 'sale' } }) }).frozen).toBe(
    'operator has frozen it: sale',
  );
});

it('planAgent lends a setting of the optimizer to a lock for a time, and it is the optimizer’s again after that', () => {
  const document = documentOf({ settings: { concurrency: 16 }, learned: ['concurrency'] });
  const locked = policy({ locks: { concurrency: { ...lock, until: NOW + 1 } } });
  const planned = plan({ document, policy: locked });
  const kept = toPublished({ concurrency: 20 }, planned, document);
  expect(kept).toEqual({ settings: { concurrency: 16 }, learned: ['concurrency'] });
  const after = plan({ document: documentOf(kept as Partial<TuningDocument>), policy: locked, now: NOW + 1 });
  expect(after.locks).not.toContain('concurrency');
});

it('planAgent leaves settings by size to the optimizer, which workers apply', () => {
  const planned = plan();
  expect(planned.locks).not.toContain('bySize');
  const bySize = { 0: { timeoutMs: 9, hedgeAfterMs: null } };
  expect(toPublished({ bySize }, planned, documentOf({}))).toEqual({
    settings: { bySize },
    learned: ['bySize'],
  });
});

it('planAgent locks hedges and time-outs with those by size', () => {
  const planned = plan({ policy: policy({ locks: { bySize: lock } }) });
  expect(planned.locks).toEqual(expect.arrayContaining(['bySize', 'hedgeAfterMs', 'timeoutMs']));
});

it('toPublished leaves out what no worker could read', () => {
  const wanted = {
    concurrency: 7.5,
    timeoutMs: 700,
    ratePerSec: Number.NaN,
    bySize: { huge: { hedgeAfterMs: 9, timeoutMs: 9 } },
  };
  expect(toPublished(wanted, plan(), undefined)).toEqual({
    settings: { timeoutMs: 700 },
    learned: ['timeoutMs'],
  });
});

it('replicas are left alone where nobody has declared between what numbers an agent may have', () => {
  expect(plan().locks).toContain('replicas');
  expect(plan().static).not.toHaveProperty('replicas');
});

it('replicas begin at the least number that the code or a person allows, and are published beside it', () => {
  const tuning = { 'x.a': { bounds: { replicas: { min: 0, max: 9 } } } };
  const declared = plan({ workers: [worker({ tuning })], bootSeconds: 40 });
  expect(declared).toMatchObject({ static: { replicas: 1 }, own: { replicas: 1 }, bootSeconds: 40 });
  expect(declared.locks).not.toContain('replicas');
  expect(toPublished({ replicas: 4 }, declared, undefined)).toEqual({
    settings: { replicas: 4 },
    learned: ['replicas'],
  });
  expect(toPublished({ replicas: 1 }, declared, undefined).settings).toEqual({});
  const policy = { locks: {}, bounds: { replicas: { min: 3, max: 9 } } };
  expect(plan({ workers: [worker({ tuning })], policy }).static.replicas).toBe(3);
});

it('replicas that a person has set stay as they are', () => {
  const tuning = { 'x.a': { bounds: { replicas: { min: 1, max: 9 } } } };
  const kept = plan({ workers: [worker({ tuning })], document: documentOf({ settings: { replicas: 5 } }) });
  expect(kept.locks).toContain('replicas');
  expect(kept.static.replicas).toBe(5);
});
