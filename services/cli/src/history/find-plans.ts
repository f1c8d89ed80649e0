import type { HistoryHead } from '@ag06/contracts';
import { type Compilation, compile, compileStored, type Plan, parseDefinition } from '@ag06/engine';
import { UsageError } from '../exit-codes.ts';
import { readDefinitions } from '../read-definitions.ts';

/** Compiled definitions of a file, by the name of their workflow. Rejects with `UsageError`. */
export async function readPlans(file: string): Promise<ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>();
  for (const { text, type } of await readDefinitions(file)) {
    const compiled = compile(parseDefinition(text, type.endsWith('json') ? 'json' : 'yaml'));
    if (!compiled.ok) throw new UsageError(`${file} does not compile: ${firstMistake(compiled)}`);
    plans.set(compiled.plan.name, compiled.plan);
  }
  return plans;
}

/** The plan of the definition that a run had; or why today's engine cannot use it. */
export function planOf({ definition, run }: HistoryHead): Plan | string {
  if (definition === null)
    return 'The export has no definition: the store had lost it. Give one with --definition.';
  const rounds = compileStored(definition, run.version);
  for (;;) {
    const round = rounds.next();
    if (!round.done) continue;
    if (round.value.ok) return round.value.plan;
    return `Its definition does not compile in this version: ${firstMistake(round.value)}`;
  }
}

function firstMistake(compiled: Extract<Compilation, { ok: false }>): string {
  const [mistake] = [...compiled.errors, ...compiled.notYet];
  return mistake === undefined ? '' : `${mistake.path}: expected ${mistake.expected}, got ${mistake.got}`;
}
