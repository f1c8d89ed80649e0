import { TUNING_PULSE, TUNING_STALE_MS } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { TuningReadings } from './tuning-readings.ts';

const AGENT = 'x.a';
const toText = (version: number, ageingMs: number, learned: readonly string[] = []) =>
  JSON.stringify({
    version,
    settings: { ageingMs },
    ...(learned.length > 0 && { learned }),
    static: {},
    publishedAt: 0,
    by: 'o',
    fence: 1,
    reason: '',
  });
const PULSE = JSON.stringify({ leader: 'o', fence: 1, at: 0 });

it('a dispatcher knows the published settings from its start on, and hears of each change, but for the pulse', async () => {
  const { shared } = createMemoryStore();
  await shared.swap('tuning', AGENT, 0, toText(1, 5));
  const readings = new TuningReadings({ shared, storeTime: async () => Date.now() });
  await readings.start();
  const ageing = () => readings.published.find(AGENT, 'ageingMs');
  expect(ageing()).toBe(5);
  let told = 0;
  readings.onChanged(() => {
    told++;
    void readings.read();
  });
  await shared.swap('tuning', TUNING_PULSE, 0, PULSE);
  await shared.swap('tuning', AGENT, 1, toText(2, 6));
  await until(() => ageing() === 6);
  expect(told).toBe(1);
  await readings.stop();
  await readings.stop();
  await shared.swap('tuning', AGENT, 2, toText(3, 7));
  await readings.read();
  expect([ageing(), told]).toEqual([7, 1]);
});

it('what an optimizer had decided is not in force where its last pulse is older than a minute', async () => {
  let now = 1_000_000;
  const { shared } = createMemoryStore({ now: () => now });
  await shared.swap('tuning', AGENT, 0, toText(1, 5, ['ageingMs']));
  await shared.swap('tuning', TUNING_PULSE, 0, PULSE);
  const read = async () => {
    const readings = new TuningReadings({ shared, storeTime: async () => now });
    await readings.read();
    return readings.published.find(AGENT, 'ageingMs');
  };
  expect(await read()).toBe(5);
  now += TUNING_STALE_MS;
  expect(await read()).toBeUndefined();
});
