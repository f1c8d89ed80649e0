import { UnreachableError } from '@ag06/client';
import { describe, expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { fitLines } from './fit-lines.ts';
import { watchCommand } from './watch-command.ts';

type Step = (output: Output) => void;

/** Plays calls of a command one after the other; at the end Ctrl-C is pressed. */
async function play(
  steps: readonly Step[],
  { isJson = false, rows }: { isJson?: boolean; rows?: number } = {},
) {
  const written: string[] = [];
  const drawn: string[] = [];
  let [call, takenOver] = [0, 0];
  const code = await watchCommand({
    line: 'ag06 queues',
    everyMs: 1,
    isJson,
    canvas: rows === undefined ? undefined : { rows, columns: 60, write: (text) => drawn.push(text) },
    readTables: () => ({ columns: 60 }),
    write: (text) => written.push(text),
    takeOver: () => void takenOver++,
    run: async (output) => {
      const step = steps[call++];
      if (step === undefined) process.emit('SIGINT');
      else step(output);
      return 0;
    },
  });
  return { code, written, drawn, takenOver };
}

const answer =
  (waiting: number, ageMs: number): Step =>
  (output) => {
    output.json({ waiting, ageMs });
    output.table(['queue', 'waiting', 'age'], [['a', waiting, `${ageMs} ms`]]);
  };
const away: Step = () => {
  throw new UnreachableError('http://x', '/v1/queues', new Error('refused'));
};

describe('--watch into a pipe', () => {
  it('prints a block for each change, not for what only grows older, and ends with 0', async () => {
    expect(await play([answer(1, 10), answer(1, 20), answer(2, 5)])).toMatchObject({
      code: 0,
      written: [
        'QUEUE  WAITING  AGE\na      1        10 ms\n',
        '\nQUEUE  WAITING  AGE\na      2        5 ms\n',
      ],
    });
  });

  it('prints a document for each change with --json', async () => {
    const { written } = await play([answer(1, 10), answer(1, 20), answer(2, 5)], { isJson: true });
    expect(written).toEqual(['{"waiting":1,"ageMs":10}\n', '{"waiting":2,"ageMs":5}\n']);
  });

  it('waits for a dispatcher that goes away, and not for one that never answered', async () => {
    const { written } = await play([answer(1, 10), away, away, answer(2, 5)]);
    expect(written).toHaveLength(2);
    await expect(play([away])).rejects.toThrow(UnreachableError);
  });

  it('ends with a refusal', async () => {
    const refused: Step = () => {
      throw new Error('no such run');
    };
    await expect(play([answer(1, 10), refused])).rejects.toThrow('no such run');
  });
});

describe('--watch in a terminal', () => {
  it('draws over the picture before, says when nobody answers, and leaves the last one behind', async () => {
    const { code, drawn, written, takenOver } = await play([answer(1, 10), away, answer(2, 5)], { rows: 10 });
    expect({ code, takenOver }).toEqual({ code: 0, takenOver: 1 });
    expect(drawn[0]).toContain('[?1049h');
    expect(drawn[1]).toMatch(/ag06 queues · \d\d:\d\d:\d\d · every 0.001 s · Ctrl-C ends/);
    expect(drawn[2]).toMatch(/no dispatcher answers since \d\d:\d\d:\d\d/);
    expect(drawn[2]).toContain('10 ms');
    expect(drawn[3]).toContain('5 ms');
    expect(drawn[4]).toContain('[?1049l');
    expect(written).toEqual(['QUEUE  WAITING  AGE\na      2        5 ms\n']);
  });

  it('says how many lines do not fit', () => {
    expect(fitLines(['a', 'b', 'c', 'd'], 80, 3)).toEqual([
      'a',
      'b',
      '… 2 more lines: a taller terminal or a pipe shows them',
    ]);
    expect(fitLines(['abcdef', 'x'], 3, 3)).toEqual(['abc', 'def', 'x']);
  });
});
