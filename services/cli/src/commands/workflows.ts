import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Refusal } from '@ag06/contracts';
import { compile, parseDefinition } from '@ag06/engine';
import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
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

/** Pushes a definition from a file. */
export function pushFile(api: Api, file: string): Promise<Pushed> {
  const type = extname(file) === '.json' ? 'application/json' : 'application/yaml';
  return api.postText<Pushed>('/v1/workflows', type, readText(file));
}

async function push(args: readonly string[], api: Api, output: Output): Promise<number> {
  const pushed = await pushFile(api, requireWord(parseArguments(args, {}, 1), 0, 'a file with a definition'));
  output.json(pushed);
  output.text(`${pushed.name}  ${pushed.version}`);
  for (const warning of pushed.warnings) output.text(`warning: ${printable(warning)}`);
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

function validate(args: readonly string[], output: Output): number {
  const file = requireWord(parseArguments(args, {}, 1), 0, 'a file with a definition');
  const { errors, warnings } = findErrors(readText(file), extname(file) === '.json' ? 'json' : 'yaml');
  output.json({ valid: errors.length === 0, errors, warnings });
  for (const { path, expected, got } of errors) {
    output.text(`${printable(path)}: expected ${printable(expected)}, got ${printable(got)}`);
  }
  for (const warning of warnings) output.text(`warning: ${printable(warning)}`);
  if (errors.length === 0) output.text(`${file} is valid`);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}

function findErrors(text: string, format: 'json' | 'yaml') {
  try {
    const compiled = compile(parseDefinition(text, format));
    return compiled.ok
      ? { errors: [], warnings: compiled.plan.warnings }
      : { errors: [...compiled.errors, ...compiled.notYet], warnings: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { errors: [{ path: '', expected: 'a definition', got: error.message }], warnings: [] };
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`Cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
