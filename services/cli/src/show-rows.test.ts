import { expect, it } from '@jest/globals';
import type { Output } from './output.ts';
import { showRows } from './show-rows.ts';
import { renderTable } from './table.ts';

function play(rows: readonly (readonly unknown[])[]): string {
  const lines: string[] = [];
  const output: Partial<Output> = {
    text: (line) => void lines.push(line),
    table: (headings, cells) => void lines.push(renderTable(headings, cells, {})),
  };
  showRows(output as Output, { headings: ['run'], rows, empty: 'There is no run. Start one: ag06 run' });
  return lines.join('\n');
}

it('a list with rows is a table, and an empty one is the sentence that says what to do', () => {
  expect(play([['r-1']])).toBe('RUN\nr-1');
  expect(play([])).toBe('There is no run. Start one: ag06 run');
});
