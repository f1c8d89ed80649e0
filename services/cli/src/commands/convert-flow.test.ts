import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Output } from '../output.ts';
import { convertFlow } from './convert-flow.ts';

const FLOW = {
  name: 'album',
  queueName: 'albums',
  children: [
    { name: 'thumb', queueName: 'images', data: { n: 1 }, opts: { failParentOnFailure: true, lifo: true } },
  ],
};

/** Converts the flow by its file; `args` follow the file. */
async function run(isJson: boolean, ...args: string[]) {
  await using folder = await tempDir('flow');
  const file = join(folder.path, 'flow.json');
  await writeFile(file, JSON.stringify(FLOW));
  const [lines, notes, documents]: [string[], string[], unknown[]] = [[], [], []];
  const output: Output = {
    isJson,
    isStyled: false,
    tables: {},
    text: (line) => lines.push(line),
    json: (value) => documents.push(value),
    table: () => {},
    note: (line) => notes.push(line),
  };
  const code = await convertFlow([file, ...args], output);
  return { code, text: lines.join('\n'), notes, documents };
}

it('ag06 workflows convert prints a definition, and tells on stderr what has no equal', async () => {
  const { code, text, notes } = await run(false, '--name', 'album', '--agent', 'images=images.resize');
  expect(code).toBe(0);
  expect(parse(text)).toMatchObject({
    name: 'album',
    steps: { thumb: { agent: 'images.resize' }, album: { agent: 'bullmq.job', needs: ['thumb'] } },
  });
  expect(notes.map((note) => note.split(':')[0])).toEqual(['children[0].opts.lifo', 'children']);
});

it('ag06 workflows convert --json prints definition, input and notes as one document', async () => {
  const { documents, notes } = await run(true, '--name', 'album', '--data', 'input', '--children', 'thumbs');
  expect(documents).toEqual([
    {
      definition: expect.objectContaining({ name: 'album' }),
      input: { thumb: { n: 1 } },
      notes: [],
    },
  ]);
  expect(notes).toEqual([]);
});

it.each([
  [[], '--name says'],
  [['--name', 'a', '--agent', 'images'], 'QUEUE=AGENT'],
  [['--name', 'a', '--data', 'both'], 'inline or input'],
])('ag06 workflows convert with %j says what was expected', async (args, message) => {
  await expect(run(false, ...args)).rejects.toThrow(message);
});
