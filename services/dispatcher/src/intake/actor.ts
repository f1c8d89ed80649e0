import { PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';

/** An RFC 8187 text: a header holds no character beyond Latin-1, so that such a name comes as its bytes in UTF-8. */
const ENCODED_PATTERN = /^UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})+)$/i;
/** Controls, what turns the direction of the text around it, and halves of characters are no part of a name. */
const NAME_PATTERN = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{1,128}(?<!\s)$/u;

/** Reads the person who asks for an action, for logs (`by`). Throws `Refusal` ACTOR_INVALID. */
export function readActor(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const name = typeof header === 'string' ? readName(header) : undefined;
  if (name !== undefined) return name;
  const expected =
    "1 to 128 printable characters; beyond ASCII as RFC 8187 writes them, such as UTF-8''%C5%81ukasz";
  const errors = [{ path: 'X-Actor', expected, got: 'something else' }];
  throw new Refusal(422, 'ACTOR_INVALID', 'The X-Actor is not usable.', { errors });
}

function readName(header: string): string | undefined {
  const encoded = ENCODED_PATTERN.exec(header)?.[1];
  if (encoded === undefined) return PRINTABLE_PATTERN.test(header) ? header : undefined;
  const name = decode(encoded);
  return name !== undefined && NAME_PATTERN.test(name) ? name : undefined;
}

/** Returns undefined for bytes that are no UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
