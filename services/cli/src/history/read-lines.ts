import { createReadStream } from 'node:fs';
import { UsageError } from '../exit-codes.ts';

/** No line of an export has more characters: an event has at most the input, or one output. */
const LINE_MAX = 16 * 1024 * 1024;

/** Yields the lines of a file, some at a time, of which no more are in memory. Rejects with `UsageError`. */
export async function* readLines(file: string): AsyncGenerator<readonly string[], void, void> {
  let rest = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8' })) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_MAX)
      throw new UsageError(`${file} has a line of more than ${LINE_MAX} characters.`);
    yield lines;
  }
  if (rest !== '') yield [rest];
}
