import { agent, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

/** Stands for a query: the sales of a region in a night are always the same. */
export const countSales = agent({
  name: 'sales.count',
  input: z.object({ region: z.string(), night: z.iso.datetime() }),
  output: z.object({ region: z.string(), sales: z.number() }),
  handler: ({ region, night }) => ({ region, sales: region.length * new Date(night).getUTCDate() }),
});

export const writeReport = agent({
  name: 'sales.report',
  input: z.object({
    night: z.iso.datetime(),
    counts: z.array(z.object({ region: z.string(), sales: z.number() })),
  }),
  output: z.object({ title: z.string(), total: z.number(), lines: z.array(z.string()) }),
  handler: ({ night, counts }) => ({
    title: `Sales of ${night.slice(0, 10)}`,
    total: counts.reduce((sum, { sales }) => sum + sales, 0),
    lines: counts.map(({ region, sales }) => `${region}: ${sales}`),
  }),
});

/** Runs each night at three, and never two at a time. A worker that loads this module makes its schedule. */
export const nightlyReport = workflow({
  name: 'nightly-report',
  input: z.object({ regions: z.array(z.string()) }),
  schedule: {
    cron: '0 3 * * *',
    zone: 'Europe/Berlin',
    overlap: 'queue',
    catchUp: 'all',
    input: { regions: ['north', 'south', 'west'] },
  },
  steps: (flow) =>
    flow
      .step('count', countSales, ({ input, item, run }) => ({
        forEach: input.regions,
        concurrency: 2,
        with: { region: item, night: `${run.slot}` },
      }))
      .step('report', writeReport, ({ steps, run }) => ({
        with: { night: `${run.slot}`, counts: steps.count.output },
      })),
  output: ({ steps }) => steps.report.output,
});
