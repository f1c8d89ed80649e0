import { TUNING_PULSE, TUNING_SWITCH } from '@ag06/contracts/tuning';
import type { SharedDocument } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { PublishedSettings } from './published-settings.ts';

const document = (name: string, content: object, version = 1): SharedDocument => ({
  name,
  version,
  changedAt: 0,
  text: JSON.stringify(content),
});
const settings = (ageingMs: number | null, learned: readonly string[] = [], version = 1) =>
  document(
    'x.a',
    {
      version,
      settings: { ageingMs, replicas: 3 },
      learned,
      static: {},
      publishedAt: 0,
      by: 'o',
      fence: 1,
      reason: '',
    },
    version,
  );
const switched = (isStatic: boolean) =>
  document(TUNING_SWITCH, { isStatic, at: 0, by: 'p', reason: '' }, isStatic ? 1 : 2);

it('published settings are those of each agent, and null is not the same as none', () => {
  const published = new PublishedSettings(() => false);
  published.take([settings(null), document(TUNING_PULSE, {})]);
  expect(published.find('x.a', 'ageingMs')).toBeNull();
  expect(published.find('x.b', 'ageingMs')).toBeUndefined();
  expect([...published.agentsWith('ageingMs')]).toEqual(['x.a']);
  published.take([settings(50, [], 2)]);
  expect(published.find('x.a', 'ageingMs')).toBe(50);
});

it('published settings that the optimizer decided are in force while it lives, and those of a person always', () => {
  let isLive = true;
  const published = new PublishedSettings(() => isLive);
  published.take([settings(50, ['ageingMs'])]);
  expect([published.find('x.a', 'ageingMs'), published.find('x.a', 'replicas')]).toEqual([50, 3]);
  expect(published.isLearned('x.a', 'ageingMs')).toBe(true);
  expect(published.isLearned('x.a', 'replicas')).toBe(false);
  isLive = false;
  expect([published.find('x.a', 'ageingMs'), published.find('x.a', 'replicas')]).toEqual([undefined, 3]);
  expect([...published.agentsWith('ageingMs')]).toEqual([]);
});

it('published settings are not in force while all are switched to static', () => {
  const published = new PublishedSettings(() => true);
  published.take([settings(50), switched(true)]);
  expect(published.find('x.a', 'ageingMs')).toBeUndefined();
  published.take([settings(50), switched(false)]);
  expect(published.find('x.a', 'ageingMs')).toBe(50);
});

it('published settings that cannot be read leave the last good ones in force', () => {
  const published = new PublishedSettings(() => true);
  published.take([settings(50)]);
  published.take([
    { ...settings(70, [], 2), text: '{' },
    { ...switched(true), text: 'no' },
    document('x.b', { version: 1, settings: { ageingMs: -1 } }),
  ]);
  expect(published.find('x.a', 'ageingMs')).toBe(50);
  expect(published.find('x.b', 'ageingMs')).toBeUndefined();
});
