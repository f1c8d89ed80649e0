/** src/agents.ts */
export const AGENTS = `import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** An agent is a named function. Its input and output are checked, and its failures are tried again. */
export const words = agent({
  name: 'text.words',
  input: z.object({ text: z.string() }),
  output: z.object({ words: z.array(z.string()) }),
  handler: ({ text }) => ({ words: text.split(/\\s+/).filter((word) => word !== '') }),
});

export const measure = agent({
  name: 'text.measure',
  input: z.object({ word: z.string() }),
  output: z.object({ word: z.string(), letters: z.int() }),
  handler: ({ word }) => ({ word, letters: word.length }),
});

export const choose = agent({
  name: 'text.choose',
  input: z.object({ measured: z.array(z.object({ word: z.string(), letters: z.int() })) }),
  output: z.object({ longest: z.string(), letters: z.int() }),
  handler: ({ measured }) => {
    const [first = { word: '', letters: 0 }] = measured.toSorted((a, b) => b.letters - a.letters);
    return { longest: first.word, letters: first.letters };
  },
});
`;

/** src/longest-word.ts */
export const WORKFLOW = `import { workflow } from '@ag06/agent-kit';
import { z } from 'zod';
import { choose, measure, words } from './agents.ts';

/** The words of a text, measured on any number of workers at once, and then the longest one. */
export const longestWord = workflow({
  name: 'longest-word',
  input: z.object({ text: z.string().min(1) }),
  steps: (flow) =>
    flow
      .step('words', words, ({ input }) => ({ with: { text: input.text } }))
      .step('measure', measure, ({ steps, item }) => ({
        forEach: steps.words.output.words,
        concurrency: 5,
        with: { word: item },
      }))
      .step('choose', choose, ({ steps }) => ({ with: { measured: steps.measure.output } })),
  output: ({ steps }) => steps.choose.output,
});
`;

/** src/call.ts */
export const CALL = `import { Client, UnreachableError } from '@ag06/client';
import { longestWord } from './longest-word.ts';

/** As any other service calls the fleet: \`npm run call -- "a text"\`. */
const client = new Client({ retryForMs: 2_000 }); // AG06_URL, or http://127.0.0.1:4606
const text = process.argv[2] ?? 'a fleet of agents';
try {
  const run = await client.submit(longestWord, { text });
  console.log(await client.waitForOutput(run, { signal: AbortSignal.timeout(30_000) }));
} catch (error) {
  if (!(error instanceof UnreachableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
`;

/** src/longest-word.test.ts */
export const TEST = `import { deepStrictEqual, rejects, strictEqual } from 'node:assert';
import { after, before, test } from 'node:test';
import { testAgent } from '@ag06/agent-kit';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { choose, measure, words } from './agents.ts';
import { longestWord } from './longest-word.ts';

let fleet: TestFleet;
before(async () => {
  fleet = await startTestFleet({ agents: [words, measure, choose], workflows: [longestWord] });
});
after(() => fleet?.stop()); // undefined if it did not start

test('longest-word finds the longest word of a text', async () => {
  const output = await fleet.run(longestWord, { text: 'a fleet of agents' });
  deepStrictEqual(output, { longest: 'agents', letters: 6 });
});

test('longest-word refuses a text that is empty', async () => {
  await rejects(fleet.run(longestWord, { text: '' }), { code: 'INPUT_INVALID' });
});

test('text.words takes spaces and line ends as gaps', async () => {
  const { outcome } = await testAgent(words, { text: ' a\\n b  c' });
  strictEqual(outcome.status, 'completed');
  deepStrictEqual(outcome.output, { words: ['a', 'b', 'c'] });
});
`;
