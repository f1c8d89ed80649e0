import { ArchiveError } from '@ag06/archive';
import { Refusal } from '@ag06/contracts';
import type { OpenArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';

/** The archive of the fleet. Throws `Refusal` ARCHIVE_OFF, or ARCHIVE_DIFFERS if this dispatcher has another one. */
export async function needArchive(parts: Pick<Parts, 'archive'>): Promise<OpenArchive> {
  const archive = requireArchive(parts);
  try {
    await archive.ledger.load();
    return archive;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'ARCHIVE_DIFFERS')
      throw new Refusal(409, error.code, error.message, { cause: error });
    throw error;
  }
}

/** The archive of this dispatcher, whichever the fleet has. Throws `Refusal` ARCHIVE_OFF. */
export function requireArchive({ archive }: Pick<Parts, 'archive'>): OpenArchive {
  if (archive === undefined) throw new Refusal(409, 'ARCHIVE_OFF', OFF);
  return archive;
}

const OFF =
  'This dispatcher has no archive: finished runs are deleted after AG06_RETENTION. Set AG06_ARCHIVE_URL to s3://BUCKET/PREFIX, or to file:FOLDER of a folder that all dispatchers share.';
