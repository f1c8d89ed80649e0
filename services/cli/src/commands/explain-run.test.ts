import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { explainRun } from './explain-run.ts';

async function explain(status: string): Promise<string> {
  const lines: string[] = [];
  const output: Partial<Output> = { json: () => {}, text: (line) => void lines.push(line) };
  const explanation = { runId: 'r0-1', status, sentences: [`It is ${status}.`], reasons: [] };
  const client = new Client({ url: 'http://fleet', fetch: async () => Response.json(explanation) });
  expect(await explainRun('r0-1', client, output as Output)).toBe(0);
  return lines.join('\n');
}

it.each(['failed', 'timed_out'])(
  'ag06 runs explain says how a run that is %s is tried again',
  async (status) => {
    expect(await explain(status)).toBe(
      `It is ${status}.\n  → See where: ag06 runs show r0-1 --verbose. Once that is mended: ag06 runs retry r0-1`,
    );
  },
);

it.each(['completed', 'running', 'cancelled'])(
  'ag06 runs explain does not ask to retry a run that is %s',
  async (status) => {
    expect(await explain(status)).toBe(`It is ${status}.`);
  },
);
