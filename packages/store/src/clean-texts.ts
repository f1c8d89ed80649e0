const REPLACEMENT = '\uFFFD';

/** What every store can keep: no NUL, no half of a surrogate pair. What cannot be kept is replaced by U+FFFD. */
export function cleanText(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  return formed.includes('\0') ? formed.replaceAll('\0', REPLACEMENT) : formed;
}

/** Cleans every text in a value, keys too. What needs no cleaning is given back as it is, and not copied. */
export function cleanTexts<T>(value: T): T;
export function cleanTexts(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return cleanList(value);
  return isPlain(value) ? cleanRecord(value) : value;
}

function cleanList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const cleaned = cleanTexts(item);
    if (cleaned === item) continue;
    copy ??= [...list];
    copy[index] = cleaned;
  }
  return copy ?? list;
}

function cleanRecord(record: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(record);
  const cleaned = entries.map(([key, value]) => [cleanText(key), cleanTexts(value)] as const);
  const isClean = cleaned.every(([key, value], i) => key === entries[i]?.[0] && value === entries[i]?.[1]);
  return isClean ? record : Object.fromEntries(cleaned);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Escapes by which JSON says what a store cannot keep. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** Cleans what a text of JSON stands for. */
export function cleanJsonText(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(cleanTexts(JSON.parse(text) as unknown)) : cleanText(text);
}
