/**
 * Shows that cases fail when they should: runs them on fleets that are broken on purpose. `npm run compliance:mutations`, or with
 * categories or numbers of cases as arguments only theirs. Ends with 1 if a case did not fail as it should on a broken fleet.
 */
import { CATEGORIES } from '../cases.ts';
import type { CaseEnd } from './judge-end.ts';
import { MUTATIONS } from './mutations.ts';
import { toBatches } from './to-batches.ts';
import { tryMutations } from './try-mutations.ts';

const words = process.argv.slice(2);
const unknown = words.filter(
  (word) => !/^\d+$/.test(word) && !CATEGORIES.some((category) => category === word),
);
if (unknown.length > 0) {
  process.stderr.write(
    `There is no category ${unknown.join(', ')}: say ${CATEGORIES.join(', ')}, or numbers of cases.\n`,
  );
  process.exit(2);
}

/** Whether a case is asked for: by its category, or by its number. */
const isWanted = (category: string, number: number): boolean =>
  words.length === 0 || words.includes(category) || words.map(Number).includes(number);

function describe(end: CaseEnd): string {
  switch (end.is) {
    case 'killed':
      return `fails, as it should: ${end.words}`;
    case 'survived':
      return 'PASSES: it does not notice this';
    case 'not-run':
      return 'DID NOT RUN: its fleet did not start';
    case 'late':
      return `HAD NO TIME: ${end.words}`;
    case 'otherwise':
      return `FAILS OTHERWISE: ${end.words}`;
  }
}

/** npm hands one signal on several times. */
const ending = new AbortController();
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.on(name, () => {
    process.exitCode = code;
    ending.abort();
  });

let count = 0;
let survived = 0;
async function tryAll(): Promise<void> {
  for (const category of CATEGORIES) {
    const wanted = (MUTATIONS[category] ?? [])
      .map((one) => ({ ...one, kills: one.kills.filter((number) => isWanted(category, number)) }))
      .filter(({ kills }) => kills.length > 0);
    for (const batch of toBatches(wanted)) {
      const from = performance.now();
      const ends = await tryMutations(category, batch, ending.signal);
      for (const mutation of batch) {
        process.stdout.write(`${category}: ${mutation.name}\n`);
        for (const { number, end } of ends.filter((one) => one.mutation === mutation)) {
          count++;
          if (end.is !== 'killed') survived++;
          process.stdout.write(`  ${String(number).padStart(2, '0')} ${describe(end)}\n`);
        }
      }
      process.stdout.write(`  (${Math.round((performance.now() - from) / 1_000)} s)\n`);
    }
  }
}

try {
  await tryAll();
} catch (error) {
  if (ending.signal.aborted) process.exit();
  throw error;
}
process.stdout.write(
  survived === 0
    ? `All ${count} cases fail on their broken fleets.\n`
    : `${survived} of ${count} cases did not fail as they should.\n`,
);
process.exitCode = survived === 0 ? 0 : 1;
