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
/** No block ends in the middle of a test. */
const DAY_S = 86_400;
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
async function follow(seconds: number, followed = shared, onApply = () => {}) {
  const settings = new AgentSettings();
  settings.set(AGENT, { version: 3, settings: { timeoutMs: 900, backoffMs: 7 } });
  const applied: (string | undefined)[] = [];
  const follower = new ExperimentFollower({
    shared: followed,
    storeTime: async () => STARTED_AT + 1_000 * seconds,
    agents: [AGENT, 'x.other'],
    settings,
    apply: (agent) => {
      applied.push(settings.of(agent).trial?.arm);
      onApply();
    },
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
  await write({ assignment: 'switchback', arms: [{}, { concurrency: 20 }], blockSeconds: DAY_S });
  for (const days of [0.1, 1.4, 2.4, 3.6, 4.2, 720.6]) {
    const { settings } = await follow(days * DAY_S);
    const arm = assignBlock(Math.floor(days));
    expect(settings.of(AGENT).trial).toEqual({ experiment: ID, arm });
    expect(settings.of(AGENT).settings.concurrency).toBe(arm === 'b' ? 20 : undefined);
    expect(new Set(armsOf(settings))).toEqual(new Set([arm]));
  }
});

it('changes the arm when a block is over, without a look at the store', async () => {
  await write({ assignment: 'switchback', arms: [{}, { concurrency: 20 }], blockSeconds: DAY_S });
  // A machine that was busy for so long finds the block over at once: then another worker follows.
  const worker = await until(async () => {
    const one = await follow(DAY_S - 0.1);
    return one.applied[0] === 'a' ? one : undefined;
  });
  await until(() => worker?.settings.of(AGENT).trial?.arm === 'b');
  expect(worker?.applied).toEqual(['a', 'b']);
});

it('changes the arm when a block ends while the arm before it is put in force', async () => {
  await write({ assignment: 'switchback', arms: [{}, { concurrency: 20 }], blockSeconds: DAY_S });
  const worker = await until(async () => {
    let isFirst = true;
    const one = await follow(DAY_S - 0.05, shared, () => {
      const end = performance.now() + (isFirst ? 60 : 0);
      isFirst = false;
      // The process stands still for the rest of the block.
      while (performance.now() < end);
    });
    return one.applied[0] === 'a' ? one : undefined;
  });
  await until(() => worker?.settings.of(AGENT).trial?.arm === 'b');
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
