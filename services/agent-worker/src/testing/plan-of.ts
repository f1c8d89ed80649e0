import type { Json } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';

/** The plan of a definition that a test knows to be right. */
export function planOf(definition: Json): Plan {
  const compiled = compile(definition);
  if (compiled.ok) return compiled.plan;
  throw new Error(`The definition does not compile: ${JSON.stringify(compiled)}`);
}
