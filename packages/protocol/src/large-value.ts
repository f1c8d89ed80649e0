/** A value that is too large for a field of a run, and lives in the blob store: its size as JSON in UTF-8, and its hash. */
export interface LargeValue {
  readonly bytes: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** Every reference begins so, and no JSON text does, because nothing follows `null` in JSON. */
const BEGIN = 'null,"large":{"bytes":';

const REFERENCE = /^null,"large":\{"bytes":(\d{1,15}),"sha256":"([0-9a-f]{64})"\}$/;

/**
 * The text that a field holds in the place of a large value. It is no JSON text, so no program takes it for the value. As a
 * property of an event it is JSON all the same: `{"output":null,"large":{…}}`. So no store need know of references.
 */
export const toLargeText = ({ bytes, sha256 }: LargeValue): string =>
  `${BEGIN}${bytes},"sha256":"${sha256}"}`;

export const isLargeText = (text: string): boolean => text.startsWith(BEGIN);

/** The fewest and the most bytes of a reference: a field of any other size holds none. */
export const LARGE_TEXT_BYTES = {
  min: toLargeText({ bytes: 0, sha256: '0'.repeat(64) }).length,
  max: toLargeText({ bytes: 1e15 - 1, sha256: '0'.repeat(64) }).length,
} as const;

/** Returns undefined for a text that is no reference. */
export function readLargeText(text: string): LargeValue | undefined {
  if (!isLargeText(text)) return undefined;
  const [, bytes, sha256] = REFERENCE.exec(text) ?? [];
  return sha256 === undefined ? undefined : { bytes: Number(bytes), sha256 };
}

/** The output of an event that is a large value. A `custom` event may have a property of this name. */
export function largeOf({ large }: { readonly [property: string]: unknown }): LargeValue | undefined {
  if (typeof large !== 'object' || large === null || !('sha256' in large) || !('bytes' in large))
    return undefined;
  const { bytes, sha256 } = large;
  return typeof bytes === 'number' && typeof sha256 === 'string' ? { bytes, sha256 } : undefined;
}
