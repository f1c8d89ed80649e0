import { Client } from '@ag06/client';
import { wordReport } from './word-report.ts';

/** One report, and then many: `node --conditions=@ag06/source src/main.ts [URL]`. Without it, the fleet of `AG06_URL`. */
const [, , url] = process.argv;
const client = new Client(url === undefined ? {} : { url });

const run = await client.submit(
  wordReport,
  { title: 'AG06', text: 'a fleet of agents' },
  { dedupeKey: 'one' },
);
const { title, words, praise } = await client.waitForOutput(run, { signal: AbortSignal.timeout(30_000) });
console.log(`${title}: ${words} words. ${praise ?? ''}`);

const texts = ['one', 'one two', 'one two three', 'extraordinary'];
const batch = await client.submitBatch(
  wordReport,
  texts.map((text, n) => ({ input: { title: `text ${n + 1}`, text }, tags: ['batch'] })),
);
const reports = await Promise.all(
  batch.map((one) => ('error' in one ? one.error.code : client.waitForOutput(one))),
);
for (const report of reports) console.log(JSON.stringify(report));
