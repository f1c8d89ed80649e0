import { expect, it } from '@jest/globals';
import { readOptions } from './read-options.ts';

it('every option of the chaos run has a default', () => {
  expect(readOptions([])).toEqual({
    broker: 'redis',
    seed: 1,
    minutes: 1,
    workers: 3,
    dispatchers: 2,
    submissionsPerSecond: 10,
    isJson: false,
  });
});

it('the chaos run reads the options that it is given', () => {
  const args = ['--seed', '7', '--minutes', '1.5', '--workers', '4', '--dispatchers', '3'];
  expect(readOptions([...args, '--broker', 'cluster', '--rate', '30', '--json'])).toEqual({
    broker: 'cluster',
    seed: 7,
    minutes: 1.5,
    workers: 4,
    dispatchers: 3,
    submissionsPerSecond: 30,
    isJson: true,
  });
});

it.each([
  ['--seed', '1.5'],
  ['--seed', 'x'],
  ['--minutes', '0.1'],
  ['--workers', '1'],
  ['--dispatchers', ''],
  ['--broker', 'kafka'],
  ['--other', '1'],
])('the chaos run refuses the option %s %j', (...args) => {
  expect(() => readOptions(args)).toThrow(args[0]);
});
