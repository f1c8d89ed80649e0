import type { KnownSegment } from '../catalogue/catalogue.ts';
import { SEGMENTS } from '../segment/segment-key.ts';

interface SegmentPage {
  readonly segments: readonly KnownSegment[];
  /** The name of the last one, if there are more. */
  readonly next?: string;
}

/**
 * The segments behind one of this name, those with the newest runs first: their names begin with these times. The name
 * that a page ended with need not exist any more.
 */
export function pageSegments(
  segments: readonly KnownSegment[],
  after: string | undefined,
  limit: number,
): SegmentPage {
  const behind = segments
    .filter(({ key }) => after === undefined || nameOfSegment(key) < after)
    .sort((a, b) => (a.key < b.key ? 1 : -1));
  const page = behind.slice(0, limit);
  const last = page.at(-1);
  return {
    segments: page,
    ...(last !== undefined && behind.length > limit && { next: nameOfSegment(last.key) }),
  };
}

/** Its key without the folder that all of them have. */
export const nameOfSegment = (key: string): string => key.slice(SEGMENTS.length);
