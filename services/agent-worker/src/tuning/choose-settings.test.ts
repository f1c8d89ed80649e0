import { expect, it } from '@jest/globals';
import { chooseSettings } from './choose-settings.ts';

const DOCUMENT = {
  version: 3,
  settings: { concurrency: 4, timeoutMs: 500 },
  learned: ['timeoutMs' as const],
  canary: { settings: { concurrency: 5 }, workers: ['w-canary'] },
};

it('a canary applies its own settings, and all others the settings', () => {
  expect(chooseSettings(DOCUMENT, 'w-canary', true)).toEqual({
    version: 3,
    settings: { concurrency: 5 },
    isCanary: true,
  });
  expect(chooseSettings(DOCUMENT, 'w-other', true)).toEqual({
    version: 3,
    settings: DOCUMENT.settings,
    isCanary: false,
  });
});

it('without a living optimizer only the settings of a person stay, also in a canary', () => {
  const kept = { version: 0, settings: { concurrency: 4 }, isCanary: false };
  expect(chooseSettings(DOCUMENT, 'w-canary', false)).toEqual(kept);
  expect(chooseSettings(DOCUMENT, 'w-other', false)).toEqual(kept);
});

it('settings that a person published need no living optimizer', () => {
  const { learned, canary, ...document } = DOCUMENT;
  expect(chooseSettings(document, 'w-1', false)).toMatchObject({ version: 3, settings: DOCUMENT.settings });
});
