import { randomBytes } from 'node:crypto';

const FOLDER = 'segments/';
const SUFFIX = '.ag06';
const KEY = /^segments\/(\d{13})-(\d{13})-(\d+)-([0-9a-f]{16})\.ag06$/;

/** What the key of a segment tells without reading it. */
export interface SegmentAbout {
  readonly key: string;
  /** When the newest and the oldest of its runs were created. */
  readonly newest: number;
  readonly oldest: number;
  readonly runs: number;
  /** The random part of its name. */
  readonly id: string;
}

export const SEGMENTS = FOLDER;

/** Returns a new key for a segment of these runs. No two are the same. */
export function createSegmentKey(runs: readonly { readonly createdAt: number }[]): string {
  const times = runs.map(({ createdAt }) => createdAt);
  const [newest, oldest] = [Math.max(...times), Math.min(...times)].map((at) => String(at).padStart(13, '0'));
  return `${FOLDER}${newest}-${oldest}-${runs.length}-${randomBytes(8).toString('hex')}${SUFFIX}`;
}

/** Returns undefined for a key that is no segment's. */
export function parseSegmentKey(key: string): SegmentAbout | undefined {
  const [, newest, oldest, runs, id] = KEY.exec(key) ?? [];
  if (newest === undefined || id === undefined) return undefined;
  return { key, newest: Number(newest), oldest: Number(oldest), runs: Number(runs), id };
}
