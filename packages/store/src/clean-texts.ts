const REPLACEMENT = '\uFFFD';

/** Replaces characters that some store cannot keep by U+FFFD: NUL, and halves of surrogate pairs. */
function cleanText(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  return formed.includes('\0') ? formed.replaceAll('\0', REPLACEMENT) : formed;
}

/** Cleans every text in a value, keys too. Returns the value itself, without a copy, if nothing had to be cleaned. */
export function cleanTexts<T>(value: T): T;
export function cleanTexts(value: unknown): unknown {
  return isClean(value) ? value : clean(value);
}

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return isCleanText(value);
  if (Array.isArray(value)) return value.every(isClean);
  if (!isPlain(value)) return true;
  // A plain object has no enumerable properties but its own.
  for (const key in value) if (!isCleanText(key) || !isClean(value[key])) return false;
  return true;
}

/** Whether a value whose keys are our own is clean already. Allocates nothing, because every command passes here. */
export function hasCleanValues(value: unknown): boolean {
  if (typeof value === 'string') return isCleanText(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!hasCleanValues(value[i])) return false;
    return true;
  }
  if (!isPlain(value)) return true;
  for (const key in value) if (!hasCleanValues(value[key])) return false;
  return true;
}

const isCleanText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), clean(item)]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON escapes of the characters that a store cannot keep. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** Cleans the texts inside a JSON text. */
export function cleanJsonText(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(cleanTexts(JSON.parse(text))) : cleanText(text);
}
