import { type Agent, agent, cel, type Ref, type Workflow, whenPresent, workflow } from '@ag06/agent-kit';
import type { Client } from '@ag06/client';
import { z } from 'zod';

/** Compiles only if both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const check = <_Holds extends true>(): void => {};

export const analyse = agent({
  name: 'text.analyse',
  input: z.object({
    text: z.string(),
    mode: z.enum(['fast', 'deep']).default('fast'),
    limit: z.number().optional(),
  }),
  output: z.object({
    words: z.string().transform((text) => text.length),
    title: z.string().optional(),
    tops: z.array(z.object({ word: z.string() })),
  }),
  handler: ({ mode }) => ({ words: mode, tops: [] }),
});
check<Same<typeof analyse extends Agent ? true : false, true>>();

export const report = agent({
  name: 'text.report',
  input: z.object({
    words: z.number(),
    title: z.string().nullable(),
    pages: z.array(z.object({ word: z.string() })),
  }),
  output: z.object({ file: z.string() }),
  handler: () => ({ file: '' }),
});

const digest = workflow({
  name: 'digest',
  input: z.object({ text: z.string(), deep: z.boolean().optional(), pages: z.int().default(1) }),
  steps: (flow) =>
    flow
      .step('analyse', analyse, ({ input }) => ({ with: { text: input.text, mode: 'deep' } }))
      .step('maybe', analyse, ({ input }) => ({
        when: cel<boolean>`${input.deep} == true`,
        with: { text: 'x' },
      }))
      .step('report', report, ({ steps }) => ({
        with: {
          words: steps.analyse.output.words,
          title: steps.analyse.output.title,
          pages: steps.analyse.output.tops,
        },
        retry: { maxAttempts: 2 },
      }))
      .step('whole', report, ({ steps }) => ({
        with: {
          words: 1,
          title: `About ${steps.analyse.output.title}`,
          pages: [{ word: cel<string>`${steps.analyse.output.tops[0].word}` }],
        },
      }))
      .step('other', 'elsewhere.agent', ({ steps }) => ({ with: { any: [steps.report.output.file, 1] } }))
      .step('last', 'elsewhere.agent', ({ steps }) => ({ with: steps.other.output.some.field[3].deeper })),
  output: ({ steps, input }) => {
    check<Same<typeof steps.analyse.output.words, Ref<number>>>();
    check<Same<typeof steps.analyse.output.title, Ref<string | null>>>();
    check<Same<typeof input.pages, Ref<number | null>>>();
    check<Same<typeof steps.maybe.output.words, Ref<number | null>>>();
    return {
      file: steps.report.output.file,
      words: steps.maybe.output.words,
      fixed: 1,
      list: [steps.report.output],
    };
  },
});
type Digested = { file: string; words: number | null; fixed: 1; list: [{ file: string }] };
type OutputOf<W> = W extends Workflow<infer _Input, infer Output> ? Output : never;
type InputOf<W> = W extends Workflow<infer Input, infer _Output> ? Input : never;
const digested = (output: OutputOf<typeof digest>): Digested => ({
  ...output,
  list: [{ file: output.list[0].file }],
});
check<
  Same<InputOf<typeof digest>, { text: string; deep?: boolean | undefined; pages?: number | undefined }>
>();

/** What the client makes of it. */
export async function use(client: Client): Promise<Digested> {
  const run = await client.submit(digest, { text: 'words' }, { priority: 'high' });
  const [first] = await client.submitBatch(digest, [{ input: { text: 'words', pages: 3 } }]);
  if (first !== undefined && 'runId' in first) check<Same<Awaited<ReturnType<typeof waitFor>>, string>>();
  const waitFor = async () => (await client.waitForOutput(run)).file;
  const end = await client.wait(run);
  return end.status === 'completed' ? digested(end.output) : digested(await client.waitForOutput(run));
}

export const bare = workflow({
  name: 'bare',
  input: z.null(),
  steps: (flow) =>
    flow.step('one', report, () => ({ with: { words: 1, title: null, pages: [] } })).step('two', 'x'),
});
check<Same<NonNullable<OutputOf<typeof bare>['one']>, { file: string }>>();

/** Lists: of the input, of an earlier step, written out, or as text; `item` and `index` are theirs. */
export const listed = workflow({
  name: 'listed',
  input: z.object({ texts: z.array(z.string()) }),
  steps: (flow) =>
    flow
      .step('each', report, ({ input, item, index }) => ({
        forEach: input.texts,
        concurrency: 4,
        with: { words: index, title: item.title, pages: [] },
      }))
      .step('some', report, ({ steps, item }) => ({
        forEach: steps.each.output,
        onFailure: 'continue',
        with: { words: 1, title: item.file, pages: [] },
      }))
      .step('few', 'x', () => ({ forEach: ['a', 'b'], with: '${item}' }))
      .step('maybe', report, ({ steps }) => ({
        forEach: '${steps.few.output}',
        when: cel<boolean>`size(${steps.few.output}) > ${1}`,
        with: { words: 1, title: null, pages: [] },
      })),
  output: ({ steps }) => ({ each: steps.each.output, some: steps.some.output, maybe: steps.maybe.output }),
});
type Listed = OutputOf<typeof listed>;
check<Same<Listed['each'], { file: string }[]>>();
check<Same<Listed['some'], ({ file: string } | null)[]>>();
check<Same<Listed['maybe'], { file: string }[] | null>>();

/** Inside `whenPresent`, what may be null is not; outside, the step that depends on it may be skipped as well. */
export const narrowed = workflow({
  name: 'narrowed',
  input: z.object({ text: z.string().optional(), deep: z.boolean() }),
  steps: (flow) =>
    flow
      .step('maybe', analyse, ({ input }) =>
        whenPresent(input.text, (text) => ({
          when: cel<boolean>`${input.deep}`,
          with: { text, mode: 'deep' },
        })),
      )
      .step('both', report, ({ steps }) =>
        whenPresent(steps.maybe.output, (output) => {
          check<Same<typeof output.words, Ref<number>>>();
          return whenPresent(output.title, (title) => ({
            with: { words: output.words, title, pages: output.tops },
            retry: { maxAttempts: 2 },
          }));
        }),
      )
      .step('any', 'x', () => ({ with: 1 }))
      .step('last', 'x', ({ steps }) => whenPresent(steps.any.output, (any) => ({ with: any.some.field }))),
  output: ({ steps }) => {
    check<Same<typeof steps.both.output.file, Ref<string | null>>>();
    return { file: steps.both.output.file };
  },
});

const shipping = workflow({
  name: 'shipping',
  input: z.object({ order: z.string(), express: z.boolean().default(false) }),
  steps: (flow) => flow.step('analyse', analyse, ({ input }) => ({ with: { text: input.order } })),
  output: ({ steps }) => ({ words: steps.analyse.output.words }),
});

export const order = workflow({
  name: 'order',
  input: z.object({ id: z.string(), parts: z.array(z.string()) }),
  steps: (flow) =>
    flow
      .workflow('ship', shipping, ({ input }) => ({ with: { order: input.id }, timeout: '1h' }))
      .workflow('each', shipping, ({ input, item }) => ({
        forEach: input.parts,
        concurrency: 2,
        with: { order: item, express: true },
        onFailure: 'continue',
      }))
      .workflow('other', 'elsewhere', ({ steps }) => ({ with: { any: steps.ship.output.words } })),
  output: ({ steps }) => {
    check<Same<typeof steps.ship.output.words, Ref<number>>>();
    check<Same<(typeof steps.each.output)[0]['words'], Ref<number | null>>>();
    return { words: steps.ship.output.words, all: steps.each.output };
  },
});

export const polling = workflow({
  name: 'polling',
  input: z.object({ order: z.string() }),
  steps: (flow) =>
    flow
      .workflow('ship', shipping, ({ input, iteration, output }) => {
        check<Same<typeof output.words, Ref<number | null>>>();
        return {
          with: { order: cel<string>`${iteration} == 0 ? ${input.order} : string(${output.words})` },
          repeat: { until: cel<boolean>`${output.words} > 3`, max: 5 },
        };
      })
      .workflow('other', 'elsewhere', ({ output }) => ({
        with: { cursor: output.some.cursor },
        repeat: { until: '${output.done}', max: 2 },
      }))
      .step('again', analyse, ({ input, output }) => {
        check<Same<typeof output.title, Ref<string | null>>>();
        return {
          with: { text: input.order, limit: cel<number>`${output.words} + 1` },
          repeat: { until: cel<boolean>`${output.words} > 3`, max: 5 },
        };
      }),
  output: ({ steps }) => {
    check<Same<typeof steps.ship.output.words, Ref<number>>>();
    return { words: steps.ship.output.words, any: steps.other.output.some.field };
  },
});

export const asking = workflow({
  name: 'asking',
  input: z.object({ amount: z.number() }),
  steps: (flow) =>
    flow
      .signal('go', () => ({
        signal: 'go',
        schema: z.object({ ok: z.boolean(), note: z.string().optional() }),
        timeout: '2d',
      }))
      .signal('any', () => ({ signal: 'any' }))
      .approve('ask', ({ input }) => ({
        signal: 'refund',
        ask: `Refund ${input.amount}?`,
        choices: ['pay', 'keep'],
      }))
      .approve('late', ({ steps }) => ({
        signal: 'late',
        ask: cel<string>`${steps.any.output.question}`,
        when: cel<boolean>`${steps.ask.output.choice} == 'pay'`,
      })),
  output: ({ steps }) => {
    check<Same<typeof steps.go.output.ok, Ref<boolean>>>();
    check<Same<typeof steps.go.output.note, Ref<string | null>>>();
    check<Same<typeof steps.ask.output.choice, Ref<'pay' | 'keep'>>>();
    check<Same<typeof steps.ask.output.by, Ref<string | null>>>();
    check<Same<typeof steps.late.output.choice, Ref<'approve' | 'reject' | null>>>();
    return { ok: steps.go.output.ok, any: steps.any.output.some.field };
  },
});
