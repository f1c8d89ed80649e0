import { parseSegmentKey } from '../segment/segment-key.ts';

/**
 * How many segments the archive has, their runs, and the exclusive or of the random parts of their names. It stays as small
 * however many segments there are, and tells what a listing lacks: of one segment even the random part of its name.
 */
export interface SegmentTotals {
  readonly segments: number;
  readonly runs: number;
  /** 16 hexadecimal digits. */
  readonly ids: string;
}

export const NO_SEGMENTS: SegmentTotals = { segments: 0, runs: 0, ids: '0'.repeat(16) };

/** The totals with these segments, and without those. Keys that are no segment's change nothing. */
export function changeTotals(
  totals: SegmentTotals,
  added: Iterable<string>,
  dropped: Iterable<string> = [],
): SegmentTotals {
  let { segments, runs } = totals;
  let ids = BigInt(`0x${totals.ids}`);
  const count = (keys: Iterable<string>, sign: 1 | -1): void => {
    for (const key of keys) {
      const about = parseSegmentKey(key);
      if (about === undefined) continue;
      segments += sign;
      runs += sign * about.runs;
      ids ^= BigInt(`0x${about.id}`);
    }
  };
  count(added, 1);
  count(dropped, -1);
  return { segments, runs, ids: ids.toString(16).padStart(16, '0') };
}

/** What of the segments that the fleet wrote a listing lacks. */
export interface Vanished {
  readonly segments: number;
  readonly runs: number;
  /** The random part of its name, if it is one. */
  readonly id?: string;
}

/** Returns undefined if nothing is missing. */
export function findVanished(written: SegmentTotals, there: SegmentTotals): Vanished | undefined {
  const segments = written.segments - there.segments;
  if (segments <= 0) return undefined;
  const id = (BigInt(`0x${written.ids}`) ^ BigInt(`0x${there.ids}`)).toString(16).padStart(16, '0');
  return { segments, runs: Math.max(0, written.runs - there.runs), ...(segments === 1 && { id }) };
}
