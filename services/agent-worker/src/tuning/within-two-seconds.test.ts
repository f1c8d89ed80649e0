/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import type { TuningDocument } from '@ag06/contracts/tuning';
import { createMemoryStore, type SharedStore } from '@ag06/store';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { AgentSettings } from './agent-settings.ts';
import { TuningFollower } from './tuning-follower.ts';

const AGENT = 'x.tuned';
const log = pino({ level: 'silent' });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A follower on a store whose word of a change comes only when the test passes it on. Its looks are counted. */
async function follow(isAtRest: boolean) {
  const { shared } = createMemoryStore();
  const settings = new AgentSettings();
  const words: (() => void)[] = [];
  const losses: (() => void)[] = [];
  const looks = { count: 0 };
  const counted: Pick<SharedStore, 'list' | 'load' | 'watch'> = {
    list: (kind) => {
      looks.count++;
      return shared.list(kind);
    },
    load: (kind, name) => shared.load(kind, name),
    watch: async (_, onWord, onLost = () => {}) => {
      words.push(() => onWord(AGENT));
      losses.push(onLost);
      return async () => {};
    },
  };
  const follower = new TuningFollower({
    worker: 'w-1',
    storeTime: async () => Date.now(),
    shared: counted,
    isAtRest: () => isAtRest,
    agents: [AGENT],
    boundsOf: () => undefined,
    settings,
    experiments: { look: async () => {}, refresh: async () => {}, hold: () => {} },
    apply: () => {},
    onApplied: () => {},
    log,
  });
  await follower.start();
  // From here on it is at rest, or at work, for a while.
  await jest.advanceTimersByTimeAsync(10_000);
  const publish = (version: number) => {
    const document: TuningDocument = {
      version,
      settings: { concurrency: version },
      static: {},
      publishedAt: 1,
      by: 'o-1',
      fence: 1,
      reason: 'TEST',
    };
    return shared.swap('tuning', AGENT, version - 1, JSON.stringify(document));
  };
  const versionInForce = () => settings.of(AGENT).version;
  const tell = () => {
    for (const word of words) word();
  };
  /** Tells it that its connection for words was lost. */
  const lose = () => {
    for (const onLost of losses) onLost();
  };
  return { follower, publish, versionInForce, looks, tell, lose };
}

it.each([
  ['at work', false, 1_000],
  // Unless its connection for words was lost, or work begins: below.
  ['at rest', true, 5_000],
])(
  'a worker %s that no word of a change reaches has it in force within its period',
  async (_, isAtRest, periodMs) => {
    const { follower, publish, versionInForce, looks } = await follow(isAtRest);
    for (let version = 1; version <= 5; version++) {
      await publish(version);
      const before = looks.count;
      await jest.advanceTimersByTimeAsync(periodMs);
      expect(versionInForce()).toBe(version);
      expect(looks.count).toBeGreaterThan(before);
      // Each round begins elsewhere in the period.
      await jest.advanceTimersByTimeAsync(version * 170);
    }
    await follower.stop();
  },
);

it.each([
  ['at work', false],
  ['at rest', true],
])(
  'a worker %s looks as soon as a word of a change reaches it, not when its period is over',
  async (_, isAtRest) => {
    const { follower, publish, versionInForce, looks, tell } = await follow(isAtRest);
    await publish(1);
    expect(versionInForce()).toBe(0);
    const before = looks.count;
    tell();
    await jest.advanceTimersByTimeAsync(0);
    expect(versionInForce()).toBe(1);
    expect(looks.count).toBe(before + 1);
    await follower.stop();
  },
);

it.each([
  ['lost the connection by which words come', 'lose'],
  ['begins to work', 'wake'],
] as const)(
  'a worker at rest that %s has a change in force that no word told, within a second',
  async (_, event) => {
    const { follower, publish, versionInForce, lose } = await follow(true);
    for (let version = 1; version <= 3; version++) {
      await publish(version);
      if (event === 'wake') follower.wake();
      else if (version === 1) lose();
      await jest.advanceTimersByTimeAsync(1_000);
      expect(versionInForce()).toBe(version);
    }
    await follower.stop();
  },
);
