import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@ag06/client';
import { TuningChange, TuningFreeze, TuningSwitchChange } from '@ag06/contracts/api';
import {
  ExperimentDecision,
  ExperimentPlan,
  ExperimentPromotion,
  ExperimentRecords,
  ExperimentStop,
  TuningApply,
  TuningModelView,
  TuningPolicyChange,
  TuningRollback,
} from '@ag06/contracts/tuning';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { Output } from '../output.ts';
import { experiments } from './experiments.ts';
import { tuning } from './tuning.ts';

const folder = mkdtempSync(join(tmpdir(), 'ag06-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUN = 'r0-0mx30mesuDV9knBcH1bjQ';
const LOCKED = { setting: 'concurrency', by: 'Ada', reason: 'their limit', until: null };
const POLICY = { mode: null, objective: null, bounds: null, locks: [LOCKED], frozen: null };
const STATE = {
  mode: 'live',
  leader: 'o.1',
  at: '2026-01-02T03:04:05.678Z',
  valuePerSec: 4.25,
  predictedPerSec: null,
  stage: null,
  standing: [{ setting: 'concurrency', sentence: 'Ada has locked it.' }],
};
const EXPERIMENT = {
  id: 'x-1',
  agent: 'x.a',
  arms: [{}, { timeoutMs: 900 }],
  assignment: 'run',
  metric: 'success',
  status: 'running',
  paused: null,
  ended: null,
  promoted: null,
  result: null,
};
/** Has what each command reads of its answer. */
const ANSWER = {
  ...POLICY,
  ...EXPERIMENT,
  version: 3,
  settings: { concurrency: 4 },
  policy: POLICY,
  published: { settings: { concurrency: 4 } },
  state: STATE,
  items: [],
  invalid: [],
  isStatic: false,
  figures: null,
  keptAt: STATE.at,
  recorded: 1,
  known: 0,
};
const MODEL = {
  schema: 1,
  agent: 'x.a',
  keptAt: STATE.at,
  model: { version: 7, static: { concurrency: 4 } },
};

interface Played {
  readonly code: number;
  readonly asked: readonly (readonly [call: string, body: unknown])[];
  readonly lines: readonly string[];
}

/** Runs `ag06 …`. Returns what it asked of the API, and what it said. */
async function play(line: readonly string[], answer: object = ANSWER): Promise<Played> {
  const asked: [string, unknown][] = [];
  const lines: string[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(String(url));
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push([`${init?.method ?? 'GET'} ${pathname}${search}`, body]);
    return Response.json(
      pathname.endsWith('/results') ? { ...answer, arms: [{ runId: RUN, arm: 'b' }] } : answer,
    );
  };
  const client = new Client({ url: 'http://fleet.example', fetch });
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text: (text) => void lines.push(text),
    json: () => {},
    table: (_headings, rows) => void lines.push(...rows.map((row) => row.join(' | '))),
    note: () => {},
  };
  const [noun, ...rest] = line;
  const code = await (noun === 'tuning' ? tuning : experiments)(rest, client, output);
  return { code, asked, lines };
}

const WHY = ['--reason', 'a test'];
const reason = 'a test';
const ORDERS: readonly (readonly [line: string, call: string, body: object, schema: z.ZodType])[] = [
  [
    'tuning set x.a concurrency=4 timeoutMs=static hedgeAfterMs=off',
    'PUT /v1/tuning/x.a',
    { settings: { concurrency: 4, hedgeAfterMs: null }, unset: ['timeoutMs'], merge: true, reason },
    TuningChange,
  ],
  ['tuning off', 'PUT /v1/tuning', { isStatic: true, reason }, TuningSwitchChange],
  ['tuning on', 'PUT /v1/tuning', { isStatic: false, reason }, TuningSwitchChange],
  ['tuning apply x.a', 'POST /v1/tuning/x.a/apply', { reason }, TuningApply],
  ['tuning apply x.a 12', 'POST /v1/tuning/x.a/apply', { decision: 12, reason }, TuningApply],
  ['tuning rollback x.a', 'POST /v1/tuning/x.a/rollback', { reason }, TuningRollback],
  ['tuning rollback x.a 12', 'POST /v1/tuning/x.a/rollback', { decision: 12, reason }, TuningRollback],
  [
    'tuning rollback x.a concurrency bySize',
    'POST /v1/tuning/x.a/rollback',
    { settings: ['concurrency', 'bySize'], reason },
    TuningRollback,
  ],
  ['tuning freeze x.a', 'PUT /v1/tuning/x.a/policy', { isFrozen: true, reason }, TuningPolicyChange],
  ['tuning unfreeze x.a', 'PUT /v1/tuning/x.a/policy', { isFrozen: false, reason }, TuningPolicyChange],
  ['tuning freeze --all', 'POST /v1/tuning/freeze', { reason }, TuningFreeze],
  ['tuning unfreeze --all', 'POST /v1/tuning/unfreeze', { reason }, TuningFreeze],
  [
    'tuning lock x.a concurrency --for 10m',
    'PUT /v1/tuning/x.a/policy',
    { lock: ['concurrency'], lockSeconds: 600, reason },
    TuningPolicyChange,
  ],
  [
    'tuning unlock x.a concurrency',
    'PUT /v1/tuning/x.a/policy',
    { unlock: ['concurrency'], reason },
    TuningPolicyChange,
  ],
  ['tuning mode x.a canary', 'PUT /v1/tuning/x.a/policy', { mode: 'canary', reason }, TuningPolicyChange],
  ['tuning mode x.a default', 'PUT /v1/tuning/x.a/policy', { mode: null, reason }, TuningPolicyChange],
  [
    'experiments create x.a --b timeoutMs=900 --metric value --alpha 0.02 --auto',
    'POST /v1/experiments',
    {
      agent: 'x.a',
      arms: [{}, { timeoutMs: 900 }],
      assignment: 'run',
      metric: 'value',
      alpha: 0.02,
      promote: 'auto',
      reason,
    },
    ExperimentPlan,
  ],
  [
    'experiments create x.a --a concurrency=2 --b concurrency=4 --block 2m',
    'POST /v1/experiments',
    {
      agent: 'x.a',
      arms: [{ concurrency: 2 }, { concurrency: 4 }],
      assignment: 'switchback',
      blockSeconds: 120,
      reason,
    },
    ExperimentPlan,
  ],
  [
    'experiments decide x-1 B --promote',
    'POST /v1/experiments/x-1/decide',
    { winner: 'b', promote: true, reason },
    ExperimentDecision,
  ],
  ['experiments promote x-1', 'POST /v1/experiments/x-1/promote', { reason }, ExperimentPromotion],
  ['experiments stop x-1', 'POST /v1/experiments/x-1/stop', { reason }, ExperimentStop],
];

describe('The commands that steer tuning and experiments', () => {
  it.each(ORDERS)('ag06 %s asks for %s, with a body that the API takes', async (line, call, body, schema) => {
    const { code, asked, lines } = await play([...line.split(' '), ...WHY]);
    expect(asked).toEqual([[call, body]]);
    expect(schema.safeParse(body).error?.issues).toBeUndefined();
    expect(code).toBe(0);
    expect(lines.join('\n')).not.toMatch(/^\s*$|undefined|\[object/);
  });

  it.each([
    ['tuning list', ['GET /v1/tuning']],
    ['tuning status x.a', ['GET /v1/tuning/x.a']],
    ['tuning explain x.a', ['GET /v1/tuning/x.a', 'GET /v1/tuning/x.a/history']],
    ['tuning history x.a', ['GET /v1/tuning/x.a/history']],
    ['experiments list --agent x.a', ['GET /v1/experiments?agent=x.a']],
    ['experiments show x-1', ['GET /v1/experiments/x-1']],
  ])('ag06 %s asks for %j alone', async (line, calls) => {
    const { code, asked } = await play(line.split(' '));
    expect(asked.map(([call]) => call)).toEqual(calls);
    expect(code).toBe(0);
  });

  it('ag06 experiments record sends results, and tells the arm of each run', async () => {
    const { asked, lines } = await play(['experiments', 'record', 'x-1', `${RUN}=0.5`]);
    const body = { results: [{ runId: RUN, value: 0.5 }] };
    expect(asked).toEqual([['POST /v1/experiments/x-1/results', body]]);
    expect(ExperimentRecords.parse(body)).toEqual(body);
    expect(lines).toEqual([`${RUN} | B`, '1 recorded, 0 known already.']);
  });

  it('ag06 tuning export writes what ag06 tuning import sends', async () => {
    const file = join(folder, 'learned.json');
    await play(['tuning', 'export', 'x.a', file], MODEL);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(MODEL);
    const { asked } = await play(['tuning', 'import', 'x.b', file]);
    expect(asked).toEqual([['PUT /v1/tuning/x.b/model', TuningModelView.parse(MODEL)]]);
  });

  it('ag06 tuning import refuses a file that no export has written, and asks for nothing', async () => {
    const file = join(folder, 'other.json');
    writeFileSync(file, '{"agent":"x.a"}');
    await expect(play(['tuning', 'import', 'x.a', file])).rejects.toThrow('has written');
  });

  it('ag06 tuning status says what is not done, and why, and what people have decided', async () => {
    const { lines } = await play(['tuning', 'status', 'x.a']);
    expect(lines).toContain('concurrency: Ada has locked it.');
    expect(lines).toContain('concurrency locked by Ada: their limit');
    expect(lines).toContain('Value 4.25/s over the last minute.');
  });
});
