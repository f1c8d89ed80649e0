import {
  type AgentBounds,
  LEADER_NAME,
  TUNING_PULSE,
  TUNING_SWITCH,
  type TuningDocument,
} from '@ag06/contracts/tuning';
import { createMemoryStore, type SharedStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { afterEach, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { AgentSettings } from './agent-settings.ts';
import { TuningFollower } from './tuning-follower.ts';

const AGENT = 'x.tuned';
const followers: TuningFollower[] = [];
afterEach(() => Promise.all(followers.splice(0).map((follower) => follower.stop())));

/** A follower of one agent; what it put in force and complained about is noted. */
async function follow(
  shared: Pick<SharedStore, 'list' | 'load' | 'watch'>,
  bounds: AgentBounds | undefined = undefined,
) {
  const settings = new AgentSettings();
  const applied: number[] = [];
  const complaints: { version: number; problem: string }[] = [];
  const write = (line: string) => {
    const entry = JSON.parse(line);
    if (entry.code?.startsWith('TUNING_')) complaints.push(entry);
  };
  const follower = new TuningFollower({
    worker: 'w-1',
    storeTime: async () => Date.now(),
    shared,
    agents: [AGENT, 'x.other'],
    boundsOf: () => bounds,
    settings,
    experiments: { look: async () => {}, refresh: async () => {}, hold: () => {} },
    apply: (agent) => applied.push(settings.of(agent).version),
    onApplied: () => {},
    log: pino({ level: 'debug' }, { write }),
  });
  followers.push(follower);
  await follower.start();
  return { settings, applied, complaints, follower };
}

const toDocument = (version: number, more: Partial<TuningDocument> = {}): TuningDocument => ({
  version,
  settings: { concurrency: version },
  static: {},
  publishedAt: 1,
  by: 'o-1',
  fence: 1,
  reason: 'TEST',
  ...more,
});

/** Writes texts as the versions that follow. */
async function publish(shared: SharedStore, ...texts: readonly (string | TuningDocument)[]): Promise<void> {
  for (const text of texts) {
    const found = await shared.load('tuning', AGENT);
    const written = typeof text === 'string' ? text : JSON.stringify(text);
    expect(await shared.swap('tuning', AGENT, found?.version ?? 0, written)).toBe(true);
  }
}

it('TuningFollower applies what is published at its start and later', async () => {
  const { shared } = createMemoryStore();
  await publish(shared, toDocument(1));
  const { settings } = await follow(shared);
  expect(settings.of(AGENT)).toMatchObject({ version: 1, settings: { concurrency: 1 } });
  expect(settings.versions()).toEqual({ [AGENT]: 1 });
  await publish(shared, toDocument(2));
  await until(() => settings.of(AGENT).version === 2);
  expect(settings.of('x.other').version).toBe(0);
});

it('TuningFollower finds a document without a notification at its next look', async () => {
  const { shared } = createMemoryStore();
  const deaf = {
    list: () => shared.list('tuning'),
    load: async () => undefined,
    watch: async () => async () => {},
  };
  const { settings } = await follow(deaf);
  await publish(shared, toDocument(1));
  await until(() => settings.of(AGENT).version === 1);
});

const RUBBISH: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['no JSON', '{"version":'],
  ['null', 'null'],
  ['a list', '[1,2]'],
  ['an empty object', '{}'],
  ['another agent’s fields', JSON.stringify({ ...toDocument(2), agent: 'x' })],
  ['an unknown knob', JSON.stringify(toDocument(2, { settings: { threads: 4 } as never }))],
  ['a number beyond its bounds', JSON.stringify(toDocument(2, { settings: { concurrency: 1e9 } }))],
  ['a version that it does not have', JSON.stringify(toDocument(99))],
  ['a megabyte', JSON.stringify(toDocument(2, { reason: 'x'.repeat(1_000_000) }))],
];

it.each(RUBBISH)('TuningFollower leaves %s alone, and says so once', async (_, rubbish) => {
  const { shared } = createMemoryStore();
  await publish(shared, toDocument(1));
  const { settings, applied, complaints } = await follow(shared);
  await publish(shared, rubbish);
  await until(() => complaints.length === 1);
  expect(complaints).toMatchObject([{ version: 2, problem: expect.any(String) }]);
  // A document of another agent makes it look again.
  await shared.swap('tuning', 'x.other', 0, JSON.stringify(toDocument(1)));
  await until(() => settings.of('x.other').version === 1);
  expect(complaints).toHaveLength(1);
  expect(settings.of(AGENT)).toMatchObject({ version: 1, settings: { concurrency: 1 } });
  await publish(shared, toDocument(3));
  await until(() => settings.of(AGENT).version === 3);
  expect(applied).toEqual([1, 1, 3]);
});

it('TuningFollower ignores documents of a superseded leader', async () => {
  const { shared } = createMemoryStore();
  await publish(shared, toDocument(1, { fence: 5 }));
  const { settings, applied } = await follow(shared);
  await publish(shared, toDocument(2, { fence: 4 }));
  await publish(shared, toDocument(3, { fence: 5 }));
  await until(() => settings.of(AGENT).version === 3);
  expect(applied).toEqual([1, 3]);
});

it('TuningFollower goes back to static settings when they are switched off, and on again', async () => {
  const { shared } = createMemoryStore();
  await publish(shared, toDocument(1));
  const { settings } = await follow(shared);
  const turn = (version: number, isStatic: boolean) =>
    shared.swap('tuning', TUNING_SWITCH, version, JSON.stringify({ isStatic, at: 1, by: 'op', reason: '' }));
  await turn(0, true);
  await until(() => settings.of(AGENT).version === 0);
  expect(settings.of(AGENT).settings).toEqual({});
  await publish(shared, toDocument(2));
  await shared.swap('tuning', TUNING_SWITCH, 1, 'rubbish');
  await turn(2, false);
  await until(() => settings.of(AGENT).version === 2);
});

it('TuningFollower applies what the optimizer decided while that lives, and its canary where it is one', async () => {
  const { shared } = createMemoryStore();
  const more = {
    learned: ['concurrency' as const],
    canary: { settings: { timeoutMs: 9 }, workers: ['w-1'] },
  };
  await publish(shared, toDocument(1, more));
  const { settings } = await follow(shared);
  expect(settings.of(AGENT)).toMatchObject({ version: 0, settings: {}, isCanary: false });
  const pulse = JSON.stringify({ leader: 'o-1', fence: 1, at: 1 });
  await shared.swap('tuning', TUNING_PULSE, 0, pulse);
  await until(() => settings.of(AGENT).isCanary);
  expect(settings.of(AGENT)).toMatchObject({ version: 1, settings: { timeoutMs: 9 } });
  const { canary, ...rest } = toDocument(2, more);
  await publish(shared, rest);
  await until(() => settings.of(AGENT).version === 2);
  expect(settings.of(AGENT)).toMatchObject({ settings: { concurrency: 2 }, isCanary: false });
});

const PULSE = JSON.stringify({ leader: 'o-1', fence: 1, at: 1 });

it('TuningFollower leaves what the optimizer had learned out where it breaks the agent’s bounds, and a person’s setting in', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('tuning', TUNING_PULSE, 0, PULSE);
  const settings = { concurrency: 500, timeoutMs: 900, maxAttempts: 1 };
  await publish(shared, toDocument(1, { settings, learned: ['concurrency', 'timeoutMs'] }));
  const bounds = { concurrency: { min: 2, max: 12 }, maxAttempts: { min: 3, max: 9 } };
  const followed = await follow(shared, bounds);
  // No sample is attributed to a version that is not in force as a whole.
  expect(followed.settings.of(AGENT)).toMatchObject({
    version: 0,
    settings: { timeoutMs: 900, maxAttempts: 1 },
  });
  expect(followed.settings.of(AGENT).settings).not.toHaveProperty('concurrency');
  expect(followed.complaints).toMatchObject([{ code: 'TUNING_OUT_OF_BOUNDS', settings: ['concurrency'] }]);
  await publish(shared, toDocument(2, { settings: { concurrency: 12 }, learned: ['concurrency'] }));
  await until(() => followed.settings.of(AGENT).version === 2);
});

it('TuningFollower holds a person’s bounds over those of the code', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('tuning', TUNING_PULSE, 0, PULSE);
  const policy = { locks: {}, bounds: { concurrency: { min: 1, max: 600 } } };
  await shared.swap('tuning-policy', AGENT, 0, JSON.stringify(policy));
  await publish(shared, toDocument(1, { settings: { concurrency: 500 }, learned: ['concurrency'] }));
  const { settings } = await follow(shared, { concurrency: { min: 2, max: 12 } });
  expect(settings.of(AGENT)).toMatchObject({ version: 1, settings: { concurrency: 500 } });
});

it('TuningFollower refuses a fence that no leader has, so that the leader’s next settings are not older', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('leader', LEADER_NAME, 0, JSON.stringify({ leader: 'o-1', since: 1 }));
  const { settings, complaints } = await follow(shared);
  await publish(shared, toDocument(1, { fence: 8_000_000_000_000 }));
  await until(() => complaints.length === 1);
  await publish(shared, toDocument(2, { fence: 1 }));
  await until(() => settings.of(AGENT).version === 2);
});

it('TuningFollower takes a pulse that cannot be read for none', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('tuning', TUNING_PULSE, 0, 'rubbish');
  await publish(
    shared,
    toDocument(1, { settings: { concurrency: 5, timeoutMs: 9 }, learned: ['concurrency'] }),
  );
  const { settings } = await follow(shared);
  expect(settings.of(AGENT).settings).toEqual({ timeoutMs: 9 });
  await shared.swap('tuning', TUNING_PULSE, 1, PULSE);
  await until(() => settings.of(AGENT).settings.concurrency === 5);
});

it('TuningFollower knows the ageing of queues of all agents, also of those that its worker does not serve', async () => {
  const { shared } = createMemoryStore();
  const { follower } = await follow(shared);
  const other = JSON.stringify(toDocument(1, { settings: { ageingMs: 700 }, learned: ['ageingMs'] }));
  await shared.swap('tuning', 'x.elsewhere', 0, other);
  await publish(shared, toDocument(1, { settings: { ageingMs: null } }));
  await until(() => follower.ageingOf(AGENT) === null);
  expect(follower.ageingOf('x.elsewhere')).toBeUndefined();
  await shared.swap('tuning', TUNING_PULSE, 0, JSON.stringify({ leader: 'o-1', fence: 1, at: 1 }));
  await until(() => follower.ageingOf('x.elsewhere') === 700);
});
