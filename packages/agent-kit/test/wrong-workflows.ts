import { cel, whenPresent, workflow } from '@ag06/agent-kit';
import type { Client } from '@ag06/client';
import { z } from 'zod';
import { analyse, order, report } from './right-workflows.ts';

const input = z.object({ text: z.string(), count: z.number(), maybe: z.string().optional() });

const GOOD = { id: '', parts: [] };
const AGAIN = { until: '${iteration == 1}', max: 2 };

/** Each line that ends in `// wrong` is an error of its own, and no other line is. */
export const wrong = workflow({
  name: 'wrong',
  input,
  steps: (flow) =>
    flow
      .step('a', analyse, ({ input }) => ({ with: { text: input.text } }))
      .step('b', analyse, ({ input }) => ({ with: { text: input.txet } })) // wrong
      .step('c', analyse, ({ input }) => ({ with: { text: input.count } })) // wrong
      .step('d', analyse, ({ input }) => ({ with: { text: input.maybe } })) // wrong
      .step('e', analyse, () => ({ with: {} })) // wrong
      .step('f', analyse, () => ({ with: { text: 1 } })) // wrong
      .step('h1', 'x', () => ({ forEach: 3 })) // wrong
      .workflow('c1', order, () => ({ with: { id: 1, parts: [] } })) // wrong
      .workflow('c2', order, () => ({ with: { id: '', parts: [] }, priority: 'low' })) // wrong
      .workflow('c3', order, () => ({ timeout: '1m' })) // wrong
      .workflow('c4', order, () => ({ with: GOOD, repeat: { until: '${true}' } })) // wrong
      .workflow('c5', order, () => ({ with: GOOD, repeat: { until: cel<string>`1`, max: 2 } })) // wrong
      .workflow('c6', order, ({ output }) => ({ with: { id: output.wrods, parts: [] }, repeat: AGAIN })) // wrong
      .workflow('c7', order, ({ output }) => ({ with: { id: output.words, parts: [] }, repeat: AGAIN })) // wrong
      .step('h3', analyse, ({ output }) => ({ with: { text: output.wrods }, repeat: AGAIN })) // wrong
      .signal('s1', () => ({ signl: 'x' })) // wrong
      .signal('s2', () => ({ signal: 'x', schema: { type: 'object' } })) // wrong
      .signal('s3', () => ({ signal: 'x', retry: {} })) // wrong
      .approve('p1', () => ({ signal: 'x' })) // wrong
      .approve('p2', () => ({ signal: 'x', ask: 'x', choices: [1] })) // wrong
      .approve('p3', () => ({ signal: 'x', ask: 'x', choises: ['a'] })) // wrong
      .step('h2', 'x', ({ input }) => ({ forEach: input.text, concurrency: '2' })) // wrong
      .step('g', analyse, () => ({ with: { text: '', mode: 'slow' } })) // wrong
      .step('h', analyse, () => ({ with: { text: '', txet: '' } })) // wrong
      .step('i', analyse, () => ({ wiht: { text: '' } })) // wrong
      .step('j', analyse, () => ({ with: { text: '' }, needs: ['z'] })) // wrong
      .step('k', analyse, ({ input }) => ({ with: { text: '' }, when: input.count })) // wrong
      .step('l', analyse, () => ({ with: { text: cel<number>`1` } })) // wrong
      .step('m', analyse, () => ({ with: { text: '' }, priority: 'urgent' })) // wrong
      .step('n', report, ({ steps }) => ({ with: { words: steps.a.output.wrods, title: '', pages: [] } })) // wrong
      .step('o', report, ({ steps }) => ({ with: { words: steps.p.output.words, title: '', pages: [] } })) // wrong
      .step('p', report, ({ steps }) => ({ with: { words: steps.a.output.title, title: '', pages: [] } })) // wrong
      .step('q', report, ({ steps }) => ({ with: { words: 1, title: '', pages: steps.a.output.words } })) // wrong
      .step('t', report, ({ steps }) => ({ with: { words: 1, title: '', pages: [steps.a.output.tops[0]] } })) // wrong
      .step('u', analyse, () => ({ with: { text: '' }, retri: {} })) // wrong
      .step('r', analyse, ({ input }) => ({ when: cel<boolean>`${input.count} > 1`, with: { text: '' } }))
      .step('s', report, ({ steps }) => ({ with: { words: steps.r.output.words, title: '', pages: [] } })) // wrong
      .step('v', analyse, ({ steps: { r } }) => whenPresent(r.output, (is) => ({ with: { text: is.wrods } }))) // wrong
      .step('w', 'x', ({ steps: { r } }) => whenPresent(r.output, () => ({ retri: {} }))) // wrong
      .step('x', analyse, ({ steps: { v } }) => whenPresent(v, () => ({ with: { text: '' } }))) // wrong
      .step('y', analyse, ({ input: { maybe } }) => whenPresent(maybe, () => ({ with: { text: maybe } }))), // wrong
  output: ({ steps }) => steps.a.output.nothing, // wrong
});

const right = workflow({
  name: 'right',
  input,
  steps: (flow) => flow.step('a', analyse, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => ({ words: steps.a.output.words }),
});
export async function use(client: Client): Promise<void> {
  await client.submit(right, { text: 'x' }); // wrong
  await client.submit(right, { text: 'x', count: 'many' }); // wrong
  await client.submitBatch(right, [{ input: { text: 1, count: 1 } }]); // wrong
  const run = await client.submit(right, { text: 'x', count: 1 });
  const output = await client.waitForOutput(run);
  output.words.toFixed();
  output.wrods; // wrong
  output.words.trim(); // wrong
}
