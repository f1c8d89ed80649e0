import type { Client } from '@ag06/client';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

/**
 * `ag06 archive adopt [--in-place-of ID]`. Without the flag it only says what would be given up, and how to confirm it; the
 * exit code is 1 then, because the fleet still has another archive.
 */
export async function adoptArchive(args: readonly string[], client: Client, output: Output): Promise<number> {
  const { text } = parseArguments(args, { 'in-place-of': { type: 'string' } }, 0);
  const found = await client.archive.adopt(text('in-place-of'));
  output.json(found);
  const { adopted, place, archive, isOfFleet, inPlaceOf } = found;
  if (adopted) output.text(`${printable(place)} is the archive of the fleet now, in place of ${inPlaceOf}`);
  else if (isOfFleet) output.text(`${printable(place)} is the archive of the fleet`);
  else {
    output.text(
      `The fleet has the archive ${inPlaceOf}; ${printable(place)} is another (${archive ?? 'empty'}).`,
    );
    output.text(
      'What the fleet’s archive has would no longer be found; nothing is copied or deleted. To give it up:',
    );
    output.text(`  ag06 archive adopt --in-place-of ${inPlaceOf}`);
  }
  return isOfFleet ? EXIT.ok : EXIT.failed;
}
