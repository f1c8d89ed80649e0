import { ArchiveError } from '@ag06/archive';
import { Refusal } from '@ag06/contracts';
import type { OpenArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';

/** The archive of the fleet. Throws `Refusal` ARCHIVE_OFF, or ARCHIVE_DIFFERS if this dispatcher has another one. */
export async function needArchive({ archive }: Pick<Parts, 'archive'>): Promise<OpenArchive> {
  if (archive === undefined) throw new Refusal(409, 'ARCHIVE_OFF', OFF);
  try {
    await archive.ledger.load();
    return archive;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'ARCHIVE_DIFFERS')
      throw new Refusal(409, error.code, error.message, { cause: error });
    throw error;
  }
}

const OFF =
  'This dispatcher has no archive: finished runs are deleted after AG06_RETENTION. Set AG06_ARCHIVE_URL to s3://BUCKET/PREFIX, or to file:FOLDER of a folder that all dispatchers share.';
