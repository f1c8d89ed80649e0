import { describe, expect, it } from '@jest/globals';
import { readWatch } from './read-watch.ts';

describe('--watch', () => {
  it.each([
    ['runs list --watch', 'runs list', 2_000],
    ['runs --watch --status failed', 'runs --status failed', 2_000],
    ['runs list --watch 5 --status failed', 'runs list --status failed', 5_000],
    ['health --watch=1.5', 'health', 1_500],
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

  it.each(['0', '9999', 'soon', ''])('refuses %j seconds', (seconds) => {
    expect(() => readWatch(['health', `--watch=${seconds}`])).toThrow(
      `--watch takes seconds from 1 to 3600, got "${seconds}".`,
    );
  });
});
