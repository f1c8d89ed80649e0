import type { Json } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';

/** Compiles a valid definition. */
export function planOf(definition: Json): Plan {
  const compiled = compile(definition);
  if (compiled.ok) return compiled.plan;
  throw new Error(`The definition does not compile: ${JSON.stringify(compiled)}`);
}
