type ArchiveErrorCode =
  | 'ARCHIVE_SEGMENT_BROKEN'
  | 'ARCHIVE_SEGMENT_NEWER'
  | 'ARCHIVE_SEGMENT_MISSING'
  | 'ARCHIVE_DIFFERS'
  | 'ARCHIVE_RECORD_INVALID';

/** A failure of the archive itself. Those of the place where it is are `ObjectError`s. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code: ArchiveErrorCode;
  /** The key of the segment that it is about. */
  readonly segment: string | undefined;

  constructor(
    code: ArchiveErrorCode,
    message: string,
    { cause, segment }: { readonly cause?: unknown; readonly segment?: string | undefined } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.segment = segment;
  }
}

export const brokenSegment = (key: string, why: string, cause?: unknown): ArchiveError =>
  new ArchiveError(
    'ARCHIVE_SEGMENT_BROKEN',
    `The segment ${key} of the archive is broken: ${why}. Restore this object from a backup; \`ag06 archive verify\` finds others.`,
    { cause, segment: key },
  );

export const missingSegment = (key: string): ArchiveError =>
  new ArchiveError(
    'ARCHIVE_SEGMENT_MISSING',
    `The segment ${key} of the archive does not exist any more. Restore this object from a backup; \`ag06 archive verify\` finds others.`,
    { segment: key },
  );
