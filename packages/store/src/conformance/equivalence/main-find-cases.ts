/**
 * `npm run cases:equivalence`, after each change of what the equivalence suite draws or has to meet: finds the seeds whose
 * cases come to the rare results, and writes them into `first-seeds.ts`. It needs no server, because it plays the cases on
 * the reference alone.
 */
import { writeFileSync } from 'node:fs';
import { RARE_CASES, toCase } from './first-cases.ts';
import { playCase } from './play-case.ts';
import { withoutWaits } from './random-plan.ts';
import { resultsToMeet } from './results.ts';

const SEEDS = 6_000;
/** A result that more of a hundred random cases meet needs no case of its own. */
const OFTEN = 5;
const FILE = new URL('first-seeds.ts', import.meta.url);
const BOTH = [true, false] as const;

/** What the case comes to on stores of this release and of the one before. */
async function play([plan, moves]: ReturnType<typeof toCase>): Promise<string[]> {
  const met = BOTH.map(async (isExact) => {
    const toMeet = new Set(resultsToMeet(isExact));
    const { results } = await playCase(
      { plan: isExact ? plan : withoutWaits(plan), moves, isExact },
      (reference) => ({
        createRunId: (caseId) => reference.createRunId('default', caseId),
        apply: (command) => reference.apply(command),
      }),
    );
    return [...results].filter((result) => toMeet.has(result)).map((result) => `${isExact} ${result}`);
  });
  return (await Promise.all(met)).flat();
}

const missing = new Set(
  BOTH.flatMap((isExact) => resultsToMeet(isExact).map((name) => `${isExact} ${name}`)),
);
for (const rare of RARE_CASES) for (const result of await play(rare)) missing.delete(result);

const metBy = new Map<number, string[]>();
const counts = new Map<string, number>();
for (let seed = 1; seed <= SEEDS; seed++) {
  const results = await play(toCase(seed));
  for (const result of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  metBy.set(seed, results);
}
for (const [result, count] of counts) if (count * 100 > SEEDS * OFTEN) missing.delete(result);

const gainOf = (results: readonly string[]): number => results.filter((result) => missing.has(result)).length;
const seeds: number[] = [];
while (missing.size > 0) {
  let [best, most] = [0, 0];
  for (const [seed, results] of metBy) {
    const gain = gainOf(results);
    if (gain > most) [best, most] = [seed, gain];
  }
  if (most === 0) break;
  seeds.push(best);
  for (const result of metBy.get(best) ?? []) missing.delete(result);
}

if (missing.size > 0) {
  console.error(`No case of ${SEEDS} came to: ${[...missing].join(', ')}. Add one to RARE_CASES.`);
  process.exitCode = 1;
}
writeFileSync(
  FILE,
  `/** Made by \`npm run cases:equivalence\`. */\nexport const FIRST_SEEDS: readonly number[] = [${seeds.join(', ')}];\n`,
);
console.log(`first-seeds.ts has ${seeds.length} seeds: ${seeds.join(', ')}.`);
