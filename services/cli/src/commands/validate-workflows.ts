import type { DefinitionText } from '@ag06/client';
import { Refusal } from '@ag06/contracts/error';
import { compile, parseDefinition } from '@ag06/engine';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { JSON_TYPE, readDefinitions } from '../read-definitions.ts';

/** `ag06 workflows validate FILE`: as a dispatcher would judge the definitions, without one. */
export async function validateWorkflows(args: readonly string[], output: Output): Promise<number> {
  const file = requireWord(parseArguments(args, {}, 1), 0, 'a file with a definition');
  const found = (await readDefinitions(file)).map(findErrors);
  const errors = found.flatMap((one) => one.errors);
  const warnings = found.flatMap((one) => one.warnings);
  output.json({ valid: errors.length === 0, errors, warnings });
  for (const { path, expected, got } of errors) {
    output.text(`${printable(path)}: expected ${printable(expected)}, got ${printable(got)}`);
  }
  const more = found.reduce((sum, one) => sum + one.errorCount, 0) - errors.length;
  if (more > 0) output.text(`and ${more} more`);
  for (const warning of warnings) output.text(`warning: ${printable(warning)}`);
  if (errors.length === 0) output.text(`${file} is valid`);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}

function findErrors({ text, type }: DefinitionText) {
  try {
    const compiled = compile(parseDefinition(text, type === JSON_TYPE ? 'json' : 'yaml'));
    return compiled.ok
      ? { errors: [], errorCount: 0, warnings: compiled.plan.warnings }
      : {
          errors: [...compiled.errors, ...compiled.notYet],
          errorCount: compiled.errorCount + compiled.notYetCount,
          warnings: [],
        };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors = [{ path: '', expected: 'a definition', got: error.message }];
    return { errors, errorCount: 1, warnings: [] };
  }
}
