import type { ObjectStore } from '@ag06/objects';
import type { DispatcherConfig } from '../config.ts';

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Says at the start what becomes of finished runs. */
export function noteArchive(
  { isArchiveSet, retentionMs }: Pick<DispatcherConfig, 'isArchiveSet' | 'retentionMs'>,
  objects: Pick<ObjectStore, 'place'> | undefined,
  log: Log,
): void {
  if (objects !== undefined)
    log.info(
      { archive: objects.place, retentionMs },
      'Finished runs go to the archive after AG06_RETENTION.',
    );
  else if (isArchiveSet) log.info({ retentionMs }, 'Finished runs are deleted after AG06_RETENTION.');
  else log.warn({ retentionMs }, ARCHIVE_UNSET);
}

const ARCHIVE_UNSET =
  'Finished runs are deleted after AG06_RETENTION, because AG06_ARCHIVE_URL is not set. Set it to s3://BUCKET/PREFIX or to file:FOLDER of a folder that all dispatchers share, or to off.';
