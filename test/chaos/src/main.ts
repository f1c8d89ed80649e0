import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';
import { renderSummary, summarise } from './summary.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1' },
    workers: { type: 'string', default: '3' },
    dispatchers: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const options = {
  seed: Number(values.seed),
  minutes: Number(values.minutes),
  workers: Number(values.workers),
  dispatchers: Number(values.dispatchers),
  say: (line: string) => process.stderr.write(`${line}\n`),
};
const report = await runChaos(options);
for (const { invariant, runId, what } of report.violations.slice(0, 50)) {
  process.stderr.write(`${invariant} ${runId ?? ''} ${what}\n`);
  const run = report.history.runs.find((candidate) => candidate.runId === runId);
  for (const event of run?.events ?? []) process.stderr.write(`    ${JSON.stringify(event)}\n`);
}
const summary = summarise(options, report);
process.stdout.write(`${values.json ? JSON.stringify(summary) : renderSummary(summary)}\n`);
process.exit(report.violations.length === 0 ? 0 : 1);
