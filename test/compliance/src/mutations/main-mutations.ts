/**
 * Shows that cases fail when they should: runs them on fleets that are broken on purpose. `npm run compliance:mutations`, or with
 * categories as arguments only theirs. Ends with 1 if a case passed on a fleet that should have failed it.
 */
import { CATEGORIES } from '../cases.ts';
import { MUTATIONS } from './mutations.ts';
import { tryMutation } from './try-mutation.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CATEGORIES.some((category) => category === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no category ${unknown.join(', ')}: say ${CATEGORIES.join(', ')}.\n`);
  process.exit(2);
}

let survived = 0;
for (const category of CATEGORIES.filter((one) => wanted.length === 0 || wanted.includes(one))) {
  for (const mutation of MUTATIONS[category] ?? []) {
    const ends = await tryMutation(category, mutation);
    process.stdout.write(`${category}: ${mutation.name}\n`);
    for (const [number, end] of ends) {
      if (end !== 'failed') survived++;
      process.stdout.write(
        `  ${String(number).padStart(2, '0')} ${end === 'failed' ? 'fails, as it should' : `${end.toUpperCase()}`}\n`,
      );
    }
  }
}
process.stdout.write(
  survived === 0 ? 'Every case fails on its broken fleet.\n' : `${survived} cases did not fail.\n`,
);
process.exitCode = survived === 0 ? 0 : 1;
