import { type Json, Refusal } from '@ag06/contracts';

/**
 * Returns JSON that stands for itself in a definition: `${` in its texts begins no expression.
 *
 * @throws Refusal FLOW_INVALID if it is no JSON
 */
export function toLiteral(value: unknown, path: string): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'string' ? part.replaceAll('${', () => '$${') : part,
    );
  } catch (cause) {
    throw new Refusal(422, 'FLOW_INVALID', `${path}: expected JSON: ${String(cause)}`, { cause });
  }
  return text === undefined ? null : JSON.parse(text);
}
