import { describe, expect, it } from '@jest/globals';
import { HELP } from '../help-table.ts';
import { completeWords } from './complete-words.ts';

/** Completes a line, whose last word is the one that is begun. */
const complete = (line: string) => completeWords(line.split(' ').slice(1));
const wordsOf = (line: string) => complete(line).candidates.map(({ word }) => word);

describe('the words that complete a line', () => {
  it('are all commands at first, and help', () => {
    const first = [...new Set([...HELP.keys()].map((name) => name.split(' ')[0]))];
    expect(wordsOf('ag06 ')).toEqual([...first, 'help']);
    expect(wordsOf('ag06 --')).toEqual(['--help', '--version']);
  });

  it('are the verbs of a command, and what it takes without one', () => {
    expect(wordsOf('ag06 schedules re')).toEqual(['resume']);
    expect(wordsOf('ag06 breakers ')).toEqual(['list', 'show', 'open', 'close', 'off']);
    expect(wordsOf('ag06 help runs expl')).toEqual(['explain']);
    expect(wordsOf('ag06 nonsense ')).toEqual([]);
  });

  it('are flags with what they do, also of a group that is its list, and not those that are given already', () => {
    expect(complete('ag06 workers drain w-1 --').candidates).toContainEqual({
      word: '--wait',
      about: 'until it is gone',
    });
    expect(wordsOf('ag06 schedules --li')).toEqual(['--limit']);
    expect(wordsOf('ag06 runs list --workflow x --work')).toEqual([]);
    expect(wordsOf('ag06 runs list --status failed --stat')).toEqual(['--status']);
  });

  it('are the words of a flag, behind it or behind =', () => {
    expect(wordsOf('ag06 agents --window ')).toEqual(['1m', '10m', '60m']);
    expect(wordsOf('ag06 runs list --status=f')).toEqual(['--status=failed']);
    expect(wordsOf('ag06 tuning mode a sh')).toEqual(['shadow']);
    expect(wordsOf('ag06 runs list --no-such=f')).toEqual([]);
  });

  it('are the statuses by which the API lists runs', () => {
    // No list counts what steps wait for: the API refuses `waiting`.
    const offered = wordsOf('ag06 runs list --status ');
    expect(offered).toContain('compensating');
    expect(offered).not.toContain('waiting');
  });

  it('may be names that only a dispatcher knows, of the kind that the place takes', () => {
    expect(complete('ag06 runs show r0')).toMatchObject({ names: 'RUN', begun: 'r0', attached: '' });
    expect(complete('ag06 runs show r0 fe')).toMatchObject({ names: 'STEP', of: ['r0'] });
    expect(complete('ag06 streams reset s --to first m')).toMatchObject({ names: 'GROUP', of: ['s'] });
    expect(complete('ag06 runs retry --by lee r0 --step=a')).toMatchObject({ names: 'STEP', of: ['r0'] });
    expect(complete('ag06 runs list --workflow=di')).toMatchObject({
      names: 'WORKFLOW',
      begun: 'di',
      attached: '--workflow=',
    });
    expect(complete('ag06 scale a --min 3 b')).toMatchObject({ names: 'AGENT' });
    expect(complete('ag06 runs cancel --json r')).toMatchObject({ names: 'RUN' });
    expect(complete('ag06 runs cancel r0 x')).toEqual({
      candidates: [],
      of: [],
      isFile: false,
      begun: 'x',
      attached: '',
    });
  });

  it('may be files where a file may stand', () => {
    expect(complete('ag06 workflows push ').isFile).toBe(true);
    expect(complete('ag06 run -f ').isFile).toBe(true);
    expect(complete('ag06 run di')).toMatchObject({ isFile: true, names: 'WORKFLOW' });
    expect(complete('ag06 runs list --limit ').isFile).toBe(false);
  });
});
