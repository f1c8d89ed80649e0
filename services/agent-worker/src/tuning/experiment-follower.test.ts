import { assignBlock, type ExperimentDocument } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { afterEach, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { AgentSettings } from './agent-settings.ts';
import { ExperimentFollower } from './experiment-follower.ts';

const AGENT = 'x.tried';
const ID = 'x-0123456789abcdef';
const STARTED_AT = 1_800_000_000_000;
const followers: ExperimentFollower[] = [];
afterEach(() => Promise.all(followers.splice(0).map((follower) => follower.stop())));

const { shared } = createMemoryStore();
let version = 0;
async function write(more: Partial<ExperimentDocument> = {}): Promise<void> {
  const document: ExperimentDocument = {
    agent: AGENT,
    arms: [{}, { timeoutMs: 200 }],
    assignment: 'run',
    metric: 'value',
    alpha: 0.02,
    blockSeconds: 5,
    promote: 'person',
    reason: '',
    startedAt: STARTED_AT,
    by: 'operator',
    status: 'running',
    ...more,
  };
  expect(await shared.swap('experiment', ID, version++, JSON.stringify(document))).toBe(true);
}

/** A worker whose store says that so many seconds have passed since the start of the experiment. */
async function follow(seconds: number, followed = shared) {
  const settings = new AgentSettings();
  settings.set(AGENT, { version: 3, settings: { timeoutMs: 900, backoffMs: 7 } });
  const applied: (string | undefined)[] = [];
  const follower = new ExperimentFollower({
    shared: followed,
    storeTime: async () => STARTED_AT + 1_000 * seconds,
    agents: [AGENT, 'x.other'],
    settings,
    apply: (agent) => applied.push(settings.of(agent).trial?.arm),
    log: pino({ level: 'silent' }),
  });
  followers.push(follower);
  await follower.start(() => {});
  await follower.refresh(true);
  return { settings, applied, follower };
}

const RUNS = Array.from({ length: 40 }, (_, i) => `r0-${String(i).padStart(9, '0')}aaaaaaaaaaaa`);
const armsOf = (settings: AgentSettings) => RUNS.map((run) => settings.ofRun(AGENT, run).trial?.arm);

it('gives each run the settings of its arm over those that are published, alike in every worker', async () => {
  await write();
  const [one, other] = [await follow(1), await follow(1_000)];
  const arms = armsOf(one.settings);
  expect(new Set(arms)).toEqual(new Set(['a', 'b']));
  expect(armsOf(other.settings)).toEqual(arms);
  for (const [i, run] of RUNS.entries()) {
    const { version: of, settings } = one.settings.ofRun(AGENT, run);
    expect({ of, settings }).toEqual({
      of: 3,
      settings: { backoffMs: 7, timeoutMs: arms[i] === 'a' ? 900 : 200 },
    });
  }
  expect(one.settings.of(AGENT)).toMatchObject({ version: 3, trial: undefined });
  expect(one.settings.ofRun('x.other', RUNS[0] ?? '').trial).toBeUndefined();
});

it('follows settings that are published meanwhile, in both arms', async () => {
  await write();
  const { settings } = await follow(1);
  settings.set(AGENT, { version: 4, settings: { timeoutMs: 500, backoffMs: 9 } });
  const timeouts = new Set(RUNS.map((run) => settings.ofRun(AGENT, run).settings.timeoutMs));
  expect(timeouts).toEqual(new Set([500, 200]));
  expect(settings.versions()).toEqual({ [AGENT]: 4 });
});

it('gives all runs the arm of the block by the store’s clock, also in a worker that comes late', async () => {
  await write({ assignment: 'switchback', arms: [{}, { concurrency: 20 }] });
  for (const seconds of [0.5, 7, 12, 18, 21, 3_603]) {
    const { settings } = await follow(seconds);
    const arm = assignBlock(Math.floor(seconds / 5));
    expect(settings.of(AGENT).trial).toEqual({ experiment: ID, arm });
    expect(settings.of(AGENT).settings.concurrency).toBe(arm === 'b' ? 20 : undefined);
    expect(new Set(armsOf(settings))).toEqual(new Set([arm]));
  }
});

it('changes the arm when a block is over, without a look at the store', async () => {
  await write({ assignment: 'switchback', arms: [{}, { concurrency: 20 }] });
  const { settings, applied } = await follow(4.9);
  expect(applied).toEqual(['a']);
  await until(() => settings.of(AGENT).trial?.arm === 'b');
  expect(applied).toEqual(['a', 'b']);
});

it('follows no experiment under a name that samples could not tell', async () => {
  const document = { ...JSON.parse((await shared.load('experiment', ID))?.text ?? ''), status: 'running' };
  const rubbish = createMemoryStore().shared;
  await rubbish.swap('experiment', 'e-rubbish', 0, JSON.stringify(document));
  const { settings } = await follow(1, rubbish);
  expect(settings.trialOf(AGENT)).toBeUndefined();
});

it('puts no arm in force while it is paused, after its end, or without an optimizer that watches', async () => {
  await write();
  const { settings, follower } = await follow(1);
  expect(settings.trialOf(AGENT)).toBeDefined();
  follower.hold(false);
  expect(settings.trialOf(AGENT)).toBeUndefined();
  follower.hold(true);
  expect(settings.trialOf(AGENT)).toBeDefined();
  await write({ paused: 'frozen' });
  await follower.refresh(true);
  expect(settings.trialOf(AGENT)).toBeUndefined();
  await write();
  await follower.refresh(true);
  expect(settings.trialOf(AGENT)).toBeDefined();
  await write({ status: 'stopped' });
  await follower.refresh(true);
  expect(settings.trialOf(AGENT)).toBeUndefined();
});
