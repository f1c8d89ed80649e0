import { Refusal } from '@ag06/contracts';
import type { ArchiveAdopt, ArchiveAdoptedView } from '@ag06/contracts/archive';
import type { Parts } from '../../parts.ts';
import { requireArchive } from './need-archive.ts';

/**
 * Makes the archive of this dispatcher that of its fleet, in place of the one that is named. Without a name it only says how
 * things are. Asked again, it says that it is done.
 *
 * Throws `Refusal` ARCHIVE_OFF, and ARCHIVE_DIFFERS if the fleet has another archive than the one to be given up.
 */
export async function adoptArchive(
  parts: Pick<Parts, 'archive' | 'log'>,
  { inPlaceOf }: ArchiveAdopt,
): Promise<ArchiveAdoptedView> {
  const { ledger, objects } = requireArchive(parts);
  const { ofFleet, here } = await ledger.compare();
  const isOfFleet = ofFleet === undefined || ofFleet === here;
  const about = { place: objects.place, ...(here !== undefined && { archive: here }) };
  if (isOfFleet) return { adopted: false, ...about, isOfFleet };
  if (inPlaceOf === undefined) return { adopted: false, ...about, isOfFleet, inPlaceOf: ofFleet };
  if (!(await ledger.adopt(inPlaceOf))) throw isAnother(ofFleet, inPlaceOf);
  parts.log.warn(
    { archive: objects.place, inPlaceOf },
    'This archive is that of the fleet now. What the other one has is no longer found.',
  );
  const after = await ledger.compare();
  return {
    adopted: true,
    place: objects.place,
    ...(after.here !== undefined && { archive: after.here }),
    isOfFleet: true,
    inPlaceOf,
  };
}

const isAnother = (ofFleet: string | undefined, inPlaceOf: string): Refusal =>
  new Refusal(
    409,
    'ARCHIVE_DIFFERS',
    `The fleet has the archive ${ofFleet}, or a dispatcher writes there at this moment; ${inPlaceOf} was to be given up. Nothing was changed. Look again, without inPlaceOf, and repeat the request.`,
  );
