import { PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';

/** Reads the person who asks for an action, for logs (`by`). Throws `Refusal` ACTOR_INVALID. */
export function readActor(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || (typeof header === 'string' && PRINTABLE_PATTERN.test(header))) return header;
  const errors = [
    { path: 'X-Actor', expected: '1 to 128 printable ASCII characters', got: 'something else' },
  ];
  throw new Refusal(422, 'ACTOR_INVALID', 'The X-Actor is not usable.', { errors });
}
