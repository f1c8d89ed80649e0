import { type Json, NAME_PATTERN, Refusal } from '@ag06/contracts';
import { compile, parseDefinition } from '@ag06/engine';
import { stringify } from 'yaml';
import type { Api } from '../api.ts';
import { type Arguments, parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { type DefinitionText, JSON_TYPE, readDefinitions } from '../read-definitions.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';

interface Pushed {
  readonly name: string;
  readonly version: string;
  readonly warnings: readonly string[];
}

interface VersionView {
  readonly version: string;
  readonly isLatest: boolean;
  readonly savedAt: string | null;
}

/** `ag06 workflows push|list|show|versions|validate`. */
export async function workflows(args: readonly string[], api: Api, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'push':
      return push(rest, api, output);
    case 'list':
      return list(rest, api, output);
    case 'show':
      return show(rest, api, output);
    case 'versions':
      return versions(rest, api, output);
    case 'validate':
      return validate(rest, output);
    default:
      throw unknownWord('command', `workflows ${verb}`.trim(), [
        'workflows push',
        'workflows list',
        'workflows show',
        'workflows versions',
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
  api.saveText<Pushed>('/v1/workflows', type, text);

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
  const now = Date.now();
  output.table(
    ['name', 'version', 'saved'],
    page.items.map((item) => [item.name, item.version, renderTime(item.savedAt, now)]),
  );
  return EXIT.ok;
}

/** As its author wrote it: a document that can be pushed again. */
async function show(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, { version: { type: 'string' } }, 1);
  const version = parsed.text('version');
  const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
  const workflow = await api.get<{ definition: Json }>(`${pathOf(parsed)}${query}`);
  output.json(workflow);
  output.text(stringify(workflow.definition).trimEnd());
  return EXIT.ok;
}

async function versions(args: readonly string[], api: Api, output: Output): Promise<number> {
  const path = pathOf(parseArguments(args, {}, 1));
  const page = await api.get<{ items: VersionView[] }>(`${path}/versions`);
  output.json(page);
  const now = Date.now();
  output.table(
    ['version', 'saved', ''],
    page.items.map(({ version, isLatest, savedAt }) => [
      version,
      savedAt === null ? 'unknown' : renderTime(savedAt, now),
      isLatest ? 'latest' : '',
    ]),
  );
  return EXIT.ok;
}

function pathOf(parsed: Arguments): string {
  const name = requireWord(parsed, 0, 'the name of a workflow');
  if (NAME_PATTERN.test(name)) return `/v1/workflows/${name}`;
  throw new UsageError(`"${printable(name)}" is no name of a workflow: they are like shop.order-7.`);
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
