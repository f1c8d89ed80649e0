import { Refusal } from '@ag06/contracts';
import { compile, parseDefinition } from '@ag06/engine';
import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type DefinitionText, JSON_TYPE, readDefinitions } from '../read-definitions.ts';
import { printable, renderTable } from '../render.ts';
import { unknownWord } from '../suggest.ts';

interface Pushed {
  readonly name: string;
  readonly version: string;
  readonly warnings: readonly string[];
}

/** `ag06 workflows push|list|validate`. */
export async function workflows(args: readonly string[], api: Api, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'push':
      return push(rest, api, output);
    case 'list':
      return list(rest, api, output);
    case 'validate':
      return validate(rest, output);
    default:
      throw unknownWord('command', `workflows ${verb}`.trim(), [
        'workflows push',
        'workflows list',
        'workflows validate',
      ]);
  }
}

/** Pushes the one definition of a file. */
export async function pushFile(api: Api, file: string): Promise<Pushed> {
  const [definition, another] = await readDefinitions(file);
  if (definition === undefined || another !== undefined) {
    throw new UsageError(`${file} must hold one workflow to be run. Push it, and run one by its name.`);
  }
  return pushDefinition(api, definition);
}

const pushDefinition = (api: Api, { type, text }: DefinitionText): Promise<Pushed> =>
  api.postText<Pushed>('/v1/workflows', type, text);

/** One document for one workflow, and a list for a module with several. */
async function push(args: readonly string[], api: Api, output: Output): Promise<number> {
  const definitions = await readDefinitions(
    requireWord(parseArguments(args, {}, 1), 0, 'a file with a definition'),
  );
  const all: Pushed[] = [];
  for (const definition of definitions) all.push(await pushDefinition(api, definition));
  output.json(all.length === 1 ? all[0] : all);
  for (const pushed of all) {
    output.text(`${pushed.name}  ${pushed.version}`);
    for (const warning of pushed.warnings) output.text(`warning: ${printable(warning)}`);
  }
  return EXIT.ok;
}

async function list(args: readonly string[], api: Api, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const page = await api.get<{ items: { name: string; version: string; savedAt: string }[] }>(
    '/v1/workflows',
  );
  output.json(page);
  output.text(
    renderTable(
      ['name', 'version', 'saved'],
      page.items.map((item) => [item.name, item.version, item.savedAt]),
    ),
  );
  return EXIT.ok;
}

async function validate(args: readonly string[], output: Output): Promise<number> {
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
