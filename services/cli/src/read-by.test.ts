import { describe, expect, it } from '@jest/globals';
import { UsageError } from './exit-codes.ts';
import { readBy } from './read-by.ts';

describe('--by', () => {
  it.each([
    ['runs cancel r0 --by lee', 'runs cancel r0', 'lee'],
    ['breakers open --by=lee payments', 'breakers open payments', 'lee'],
    ['run hello --by lee --input 1', 'run hello --input 1', 'lee'],
    ['workers drain w-1', 'workers drain w-1', undefined],
    ['runs cancel --by lee --by kim r0', 'runs cancel r0', 'kim'],
    ['workflows push --by lee -- --by', 'workflows push -- --by', 'lee'],
  ])('of `%s` is read', (line, rest, by) => {
    expect(readBy(line.split(' '))).toEqual({ words: rest.split(' '), by });
  });

  it('is left to a command that has none, which refuses it', () => {
    const words = 'runs list --by lee'.split(' ');
    expect(readBy(words)).toEqual({ words, by: undefined });
  });

  it.each([
    ['runs cancel r0 --by', 'nothing'],
    ['runs cancel --by --json r0', 'the flag "--json"'],
  ])('of `%s` lacks its value', (line, got) => {
    expect(() => readBy(line.split(' '))).toThrow(
      new UsageError(
        `--by takes a value, got ${got}. Write --by VALUE, or --by=VALUE for one that begins with a dash.`,
      ),
    );
  });
});
