import { DEFAULT_PREFIX } from '@ag06/contracts';
import { z } from 'zod';

/** Where the archive of a fleet is: a URL, and the name under it by which fleets that share it are kept apart. */
export interface ArchivePlace {
  readonly url: string;
  readonly under: string | undefined;
}

/** `AG06_ARCHIVE_URL`. */
export const archiveSetting = z
  .string()
  .regex(/^(off|file:.+|s3:\/\/.+)$/, 'expected file:FOLDER, s3://BUCKET/PREFIX?endpoint=…&region=…, or off')
  .optional();

const EMBEDDED = 'embedded:';
const DEFAULT_FOLDER = '.ag06';
const MEMORY = ':memory:';
/** An embedded fleet that is gone with its process. */
export const KEEPS_NOTHING = `${EMBEDDED}${MEMORY}`;

/**
 * Where finished runs go. Without a setting an embedded fleet has a folder beside its data. Other fleets have none then,
 * because no folder is common to all of their machines.
 */
export function toArchivePlace(
  setting: string | undefined,
  brokerUrl: string,
  prefix: string,
): ArchivePlace | undefined {
  if (setting === 'off') return undefined;
  if (setting !== undefined) return { url: setting, under: prefix === DEFAULT_PREFIX ? undefined : prefix };
  if (!brokerUrl.startsWith(EMBEDDED)) return undefined;
  const folder = brokerUrl.slice(EMBEDDED.length);
  if (folder === MEMORY) return undefined;
  return { url: `file:${folder === '' ? DEFAULT_FOLDER : folder}/archive`, under: undefined };
}
