/** The part of a JSON value that is shown at one level. */
export interface Members {
  readonly entries: readonly (readonly [name: string, value: unknown])[];
  /** How many members are not shown. */
  readonly left: number;
}

/** Returns the first members of a list or an object; undefined of any other value. */
export function toMembers(value: unknown, most: number): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const entries = value.slice(0, most).map((item: unknown, index) => [String(index), item] as const);
    return { entries, left: value.length - entries.length };
  }
  const all = Object.entries(value);
  return { entries: all.slice(0, most), left: Math.max(0, all.length - most) };
}

const PREVIEW = 80;

/** Returns a value on one line of at most about 80 characters, whatever its size. */
export function toPreview(value: unknown): string {
  const members = toMembers(value, 8);
  if (members === undefined) return cut(toLeaf(value, PREVIEW));
  const isList = Array.isArray(value);
  const texts = members.entries.map(([name, item]) => {
    const text = toMembers(item, 0) === undefined ? toLeaf(item, 24) : Array.isArray(item) ? '[…]' : '{…}';
    return isList ? text : `${cut(name, 24)}: ${text}`;
  });
  if (members.left > 0) texts.push('…');
  return cut(isList ? `[${texts.join(', ')}]` : `{${texts.join(', ')}}`);
}

/** Returns a text, number, boolean or null as JSON, cut. */
export const toLeaf = (value: unknown, most: number): string =>
  typeof value === 'string' && value.length > most
    ? `${JSON.stringify(value.slice(0, most)).slice(0, -1)}…"`
    : (JSON.stringify(value) ?? 'undefined');

const cut = (text: string, most = PREVIEW): string => (text.length > most ? `${text.slice(0, most)}…` : text);
