import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { describeSettings } from './describe-settings.ts';
import { durationSetting, millisecondsSetting, toNames } from './settings.ts';

const SHAPE = {
  AG06_RETENTION: durationSetting.default(7 * 86_400_000),
  AG06_STREAM_LATE: durationSetting.default(90_000),
  AG06_WATCHDOG_MS: millisecondsSetting(100).default(20_000),
  AG06_AGENTS: z.string().default('').transform(toNames),
  AG06_WORKER_AGENTS: z.string().default('*').transform(toNames),
  AG06_STORE_MEMORY: z.string().optional(),
  AG06_EAGER: z.enum(['on', 'off']).default('on'),
};

it('settings have their defaults as they would be written, and what is given stays as it is', () => {
  const given = { AG06_AGENTS: './a.ts', AG06_EAGER: '', AG06_STREAM_LATE: '5m' };
  expect(describeSettings(SHAPE, given)).toEqual([
    { name: 'AG06_RETENTION', value: '7d', isDefault: true },
    { name: 'AG06_STREAM_LATE', value: '5m', isDefault: false },
    { name: 'AG06_WATCHDOG_MS', value: '20000', isDefault: true },
    { name: 'AG06_AGENTS', value: './a.ts', isDefault: false },
    { name: 'AG06_WORKER_AGENTS', value: '*', isDefault: true },
    { name: 'AG06_STORE_MEMORY', value: undefined, isDefault: true },
    { name: 'AG06_EAGER', value: 'on', isDefault: true },
  ]);
});
