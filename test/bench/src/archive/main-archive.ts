import { parseArgs } from 'node:util';
import { measureArchive } from './measure-archive.ts';

/** What the archive costs, and how fast it is. `--runs N`, `--json`. */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5000' } },
});
const figures = await measureArchive(Number(values.runs));
const result = {
  'archive.hotBytesPerRun': Math.round(figures.hotBytesPerRun),
  'archive.bytesPerRun': Math.round(figures.bytesPerRun),
  'archive.archivedPerSecond': Math.round(figures.archivedPerSecond),
  'archive.readPerSecond': Math.round(figures.readPerSecond),
};
const targets: Readonly<Record<string, string>> = {
  'archive.hotBytesPerRun': '< 3000',
  'archive.bytesPerRun': '< 700',
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(26)} ${String(value).padStart(8)}  ${targets[name] ?? ''}\n`);
