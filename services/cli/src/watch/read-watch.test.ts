import { describe, expect, it } from '@jest/globals';
import { readWatch } from './read-watch.ts';

describe('--watch', () => {
  it.each([
    ['runs list --watch', 'runs list', 2_000],
    ['runs --watch --status failed', 'runs --status failed', 2_000],
    ['runs list --watch 5s --status failed', 'runs list --status failed', 5_000],
    ['health --watch=1500ms', 'health', 1_500],
    ['queues --watch 1m', 'queues', 60_000],
    ['scale --watch text.analyse', 'scale text.analyse', 2_000],
  ])('of `%s` is read', (line, rest, everyMs) => {
    expect(readWatch(line.split(' '))).toEqual({ words: rest.split(' '), everyMs });
  });

  it('is left to a command that has one of its own, or none', () => {
    expect(readWatch('runs state r0 --watch'.split(' '))).toBeUndefined();
    expect(readWatch('runs cancel r0 --watch'.split(' '))).toBeUndefined();
    expect(readWatch(['runs', 'list'])).toBeUndefined();
  });

  it.each([
    ['--watch=0', '--watch takes a duration from 1s to 1h, got "0".'],
    ['--watch 2h', '--watch takes a duration from 1s to 1h, got "2h".'],
    ['--watch=5', '--watch takes a duration with its unit: 5ms, 5s, 5m, 5h or 5d, got "5".'],
    ['--watch 5', '--watch takes a duration with its unit: 5ms, 5s, 5m, 5h or 5d, got "5".'],
    ['--watch 1.5', '--watch takes a duration such as 30s or 10m, got "1.5".'],
    ['--watch=soon', '--watch takes a duration such as 30s or 10m, got "soon".'],
  ])('refuses `%s`, and says what it takes', (flag, refusal) => {
    expect(() => readWatch(['health', ...flag.split(' ')])).toThrow(refusal);
  });
});
