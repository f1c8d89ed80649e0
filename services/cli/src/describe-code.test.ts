import { describe, expect, it } from '@jest/globals';
import { describeCode } from './describe-code.ts';

describe('ag06 help CODE', () => {
  it('says what a code of the API or a run means, where it stands and what to do', () => {
    expect(describeCode('KEY_REUSED')).toBe(
      'KEY_REUSED (409)\n\n  The key was used for another request.\n\n  What to do: Use a new key, or repeat the same body.\n',
    );
    expect(describeCode('POISON')).toContain('What to do: Look for memory');
  });

  it('says the same of the reasons of health', () => {
    expect(describeCode('WORKERS_NONE')).toMatch(/^WORKERS_NONE \(health: workers\)\n.+Start workers/s);
  });

  it('says of one that is both what the table says', () => {
    expect(describeCode('STORE_FULL')).toContain('(503; health)');
  });

  it('refuses a code that does not exist, with the most similar one', () => {
    expect(() => describeCode('KEY_REUSE')).toThrow('Unknown code "KEY_REUSE". Did you mean KEY_REUSED?');
    expect(() => describeCode('X')).toThrow('Unknown code "X".');
  });
});
