import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { durationSetting, millisecondsSetting, readSettings, toNames } from './settings.ts';
import { SHARED_SETTINGS, toSharedConfig } from './shared-settings.ts';

const Environment = z.object({ ...SHARED_SETTINGS, AG06_RETENTION: durationSetting.default(1_000) });

it('readSettings takes an empty variable as none', () => {
  expect(readSettings(Environment, { LOG_LEVEL: '', AG06_RETENTION: '' })).toMatchObject({
    ok: true,
    config: { LOG_LEVEL: 'info', AG06_RETENTION: 1_000 },
  });
});

it.each([
  ['7d', 604_800_000],
  ['250', 250],
])('readSettings reads the duration %s', (text, ms) => {
  expect(readSettings(Environment, { AG06_RETENTION: text })).toMatchObject({
    config: { AG06_RETENTION: ms },
  });
});

it('readSettings reports all mistakes together, each by its variable', () => {
  const read = readSettings(Environment, {
    AG06_PARTITIONS: '0',
    AG06_RETENTION: 'soon',
    LOG_LEVEL: 'loud',
  });
  expect(read).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^AG06_PARTITIONS: /),
      expect.stringMatching(/^LOG_LEVEL: /),
      'AG06_RETENTION: expected a duration such as 30s or 7d',
    ],
  });
});

it('readSettings tells a number that is none as it was written', () => {
  expect(readSettings(Environment, { AG06_PARTITIONS: 'lots' })).toEqual({
    ok: false,
    problems: ['AG06_PARTITIONS: expected a number, got "lots"'],
  });
});

it('readSettings splits lists at commas, without gaps and spaces', () => {
  expect(toNames(' a, ,b,')).toEqual(['a', 'b']);
});

it('readSettings knows where runs live by default', () => {
  expect(toSharedConfig(z.object(SHARED_SETTINGS).parse({}))).toEqual({
    brokerUrl: 'embedded:.ag06',
    partitions: 1,
    prefix: 'ag06',
    durability: 'everysec',
    postgresConnections: undefined,
    metrics: { host: '127.0.0.1', port: 9464 },
    logLevel: 'info',
  });
});

it.each(['10', '15000', '2000000000'])(
  'readSettings takes %s as milliseconds that a timer can wait for',
  (text) => {
    expect(millisecondsSetting(10).parse(text)).toBe(Number(text));
  },
);

it.each(['9', '-1', '2000000001', '2147483648', '99999999999', '1e99', 'Infinity', '1.5', 'soon'])(
  'readSettings refuses %s, and says from where to where milliseconds go',
  (text) => {
    const parsed = millisecondsSetting(10).safeParse(text);
    expect(parsed.error?.issues[0]?.message).toBe(
      'expected a whole number of milliseconds from 10 to 2000000000 (23 days)',
    );
  },
);
