/** Checks that a script of ours returned texts. Throws for any other reply, which our script cannot have sent. */
export function toTexts(reply: unknown): readonly string[] {
  return toList(reply).map((item) => {
    if (typeof item === 'string') return item;
    throw unexpected('a list of texts', reply);
  });
}

/** Checks that a script of ours returned whole numbers. */
export function toIntegers(reply: unknown): readonly number[] {
  return toList(reply).map((item) => {
    if (typeof item === 'number' && Number.isSafeInteger(item)) return item;
    throw unexpected('a list of whole numbers', reply);
  });
}

function toList(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected('a list', reply);
}

const SHOWN_MAX = 200;

const unexpected = (expected: string, reply: unknown): TypeError =>
  new TypeError(
    `A queue script must return ${expected}; Redis answered ${JSON.stringify(reply)?.slice(0, SHOWN_MAX)}. Is a proxy or another program between?`,
  );
