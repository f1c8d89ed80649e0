import { describe, expect, test } from '@jest/globals';
import { checkCodes } from './codes.ts';
import { toRepository } from './repository.ts';

describe('checkCodes', () => {
  const offencesOf = (told: readonly string[], text: string, path = 'packages/store/src/new.ts') => {
    const files = new Map([
      ['packages/store/package.json', '{"name":"@ag06/store"}'],
      [path, text],
    ]);
    return checkCodes(toRepository(files), new Set(told));
  };

  test('finds a code that the table does not tell, and one that no source has', () => {
    const text = "throw new Refusal(404, 'RUN_GONE', message);";
    expect(offencesOf([], text)).toEqual([
      expect.stringMatching(/^packages\/store\/src\/new\.ts: RUN_GONE has no row/),
    ]);
    expect(offencesOf(['RUN_GONE', 'POISON'], text)).toEqual([
      expect.stringContaining('no source has the code POISON'),
    ]);
    expect(offencesOf(['RUN_GONE'], text)).toEqual([]);
  });

  test('leaves settings, codes of libraries, comments and tests alone', () => {
    const text = "// 'RUN_GONE'\nread('AG06_AGENTS'); judge('ERR_SOCKET_CLOSED');";
    expect(offencesOf([], text)).toEqual([]);
    expect(offencesOf([], "expect('RUN_GONE')", 'packages/store/src/new.test.ts')).toEqual([]);
  });
});
