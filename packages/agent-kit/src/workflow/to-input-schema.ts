import { type Json, Refusal } from '@ag06/contracts';
import { type ZodType, z } from 'zod';

/**
 * Returns the JSON Schema of what a Zod schema takes. `what`: what is checked by it, as messages say.
 *
 * @throws Refusal INPUT_SCHEMA_INVALID
 */
export function toInputSchema(what: string, input: ZodType): { [key: string]: Json } {
  try {
    const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' });
    return schema as { [key: string]: Json };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${what} must be a schema of JSON (strings, numbers, objects …): ${reason}`;
    throw new Refusal(422, 'INPUT_SCHEMA_INVALID', message, { cause });
  }
}
