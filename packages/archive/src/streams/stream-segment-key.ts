import { sha256 } from '../segment/segment-format.ts';

/** One incarnation of a stream of one store: another store may have a stream of the same name and incarnation. */
export interface StreamName {
  /** Eight hexadecimal digits. */
  readonly store: string;
  readonly tenant: string;
  readonly stream: string;
  readonly incarnation: number;
}

/** What the key of a segment of events tells without reading it. */
export interface StreamSegmentAbout extends StreamName {
  readonly key: string;
  /** The first and the last of its events; none between them is missing. */
  readonly first: EventPlace;
  readonly last: EventPlace;
}

export interface EventPlace {
  readonly position: number;
  readonly at: number;
}

/** Under which the archive keeps the events of streams. */
export const STREAMS = 'streams/';
const KEY =
  /^streams\/([^/]+)\/([^/]+)\/(\d{13,16})-([0-9a-f]{8})\/(\d{16})-(\d{16})-(\d{13})-(\d{13})-[0-9a-f]{16}\.ag06$/;

/** Of all streams of a tenant, or of all incarnations of one of them. */
export const prefixOfTenant = (tenant: string, stream?: string): string =>
  `${STREAMS}${encodeName(tenant)}/${stream === undefined ? '' : `${encodeName(stream)}/`}`;

export const prefixOf = ({ store, tenant, stream, incarnation }: StreamName): string =>
  `${STREAMS}${encodeName(tenant)}/${encodeName(stream)}/${pad(incarnation, 13)}-${store}/`;

/** Names the content: a repeat of the same write is the same object. Keys of one stream are in the order of its events. */
export function createStreamSegmentKey(
  name: StreamName,
  first: EventPlace,
  last: EventPlace,
  bytes: Buffer,
): string {
  const hash = sha256(bytes).toString('hex').slice(0, 16);
  const positions = `${pad(first.position, 16)}-${pad(last.position, 16)}`;
  return `${prefixOf(name)}${positions}-${pad(first.at, 13)}-${pad(last.at, 13)}-${hash}.ag06`;
}

/** Returns undefined for a key that is of no such segment. */
export function parseStreamSegmentKey(key: string): StreamSegmentAbout | undefined {
  const [, tenant, stream, incarnation, store, from, to, fromAt, toAt] = KEY.exec(key) ?? [];
  if (tenant === undefined || stream === undefined || store === undefined) return undefined;
  return {
    key,
    store,
    tenant: decodeName(tenant),
    stream: decodeName(stream),
    incarnation: Number(incarnation),
    first: { position: Number(from), at: Number(fromAt) },
    last: { position: Number(to), at: Number(toAt) },
  };
}

const DELETED = 'deleted-streams/';
const MARK = /^deleted-streams\/([^/]+)\/([^/]+)\/(\d{13,16})-([0-9a-f]{8})-(\d{13})$/;

/** A stream whose deletion was asked for at that time. */
interface DeletionMark extends StreamName {
  readonly key: string;
  readonly at: number;
}

export const DELETION_MARKS = DELETED;

export const createMarkKey = ({ store, tenant, stream, incarnation }: StreamName, at: number): string =>
  `${DELETED}${encodeName(tenant)}/${encodeName(stream)}/${pad(incarnation, 13)}-${store}-${pad(at, 13)}`;

export function parseMarkKey(key: string): DeletionMark | undefined {
  const [, tenant, stream, incarnation, store, at] = MARK.exec(key) ?? [];
  if (tenant === undefined || stream === undefined || store === undefined) return undefined;
  return {
    key,
    store,
    tenant: decodeName(tenant),
    stream: decodeName(stream),
    incarnation: Number(incarnation),
    at: Number(at),
  };
}

/** Marks streams that the store did not know, and since when. */
export const ORPHANS = 'orphaned-streams/';

export const createOrphanKey = (name: StreamName, at: number): string =>
  `${ORPHANS}${createMarkKey(name, at).slice(DELETED.length)}`;

export const parseOrphanKey = (key: string): DeletionMark | undefined =>
  key.startsWith(ORPHANS) ? parseMarkKey(`${DELETED}${key.slice(ORPHANS.length)}`) : undefined;

const pad = (value: number, digits: number): string => String(Math.trunc(value)).padStart(digits, '0');

/** Keys of objects have no colon. A name of 128 characters becomes one of at most 255, which a file may have. */
const encodeName = (name: string): string => name.replaceAll('_', '__').replaceAll(':', '_c');
const decodeName = (text: string): string => text.replace(/_([_c])/g, (_, one) => (one === 'c' ? ':' : '_'));
