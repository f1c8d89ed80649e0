import { cel, workflow } from '@ag06/agent-kit';
import { z } from 'zod';
import { countWords, praise } from './agents.ts';

/** The same as word-report.workflow.yaml, with types: what a step names must exist, and must fit. */
export const wordReport = workflow({
  name: 'word-report',
  input: z.object({ title: z.string(), text: z.string() }),
  steps: (flow) =>
    flow
      .step('count', countWords, ({ input }) => ({ with: { text: input.text } }))
      .step('praise', praise, ({ steps }) => ({
        when: cel<boolean>`size(${steps.count.output.longest}) > ${5}`,
        with: { word: steps.count.output.longest },
      })),
  output: ({ input, steps }) => ({
    title: `Words of ${input.title}`,
    words: steps.count.output.words,
    praise: steps.praise.output.praise,
  }),
});
