import { parseArgs } from 'node:util';
import { compareBackends } from './backends/compare-backends.ts';
import { isServerName, SERVERS } from './backends/servers.ts';
import { compareWithBullMq, TARGETS } from './compare.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    broker: { type: 'string', default: '' },
    runs: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '50' },
  },
});
const names = values.broker.split(',').filter((name) => name !== '');
const servers = names.filter(isServerName);
if (servers.length < names.length) {
  console.error(`--broker takes some of ${Object.keys(SERVERS).join(',')}, got "${values.broker}".`);
  process.exit(2);
}
const common = {
  rounds: Number(values.rounds),
  concurrency: Number(values.concurrency),
  say: (line: string): void => void process.stderr.write(`${line}\n`),
};
const result =
  servers.length > 0
    ? await compareBackends(servers, { ...common, runs: Number(values.runs ?? 1_500) })
    : await compareWithBullMq({ ...common, runs: Number(values.runs ?? 6_000) });
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(32)} ${String(value).padStart(8)}  ${TARGETS[name] ?? ''}\n`);
