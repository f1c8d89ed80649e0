import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DefinitionText } from '@ag06/client';
import { UsageError } from './exit-codes.ts';
import { readText } from './read-text.ts';

export const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const MODULES = ['.ts', '.mts', '.js', '.mjs'];

/**
 * Returns the definitions of a file: the one of a YAML or JSON file, or all that a module exports from `workflow()`.
 */
export async function readDefinitions(file: string): Promise<readonly DefinitionText[]> {
  const ending = extname(file);
  if (MODULES.includes(ending)) return readModule(file);
  const text = readText(file);
  return [{ type: isJson(ending, text) ? JSON_TYPE : YAML_TYPE, text }];
}

/** Whether a text is JSON: by its file's ending, and for standard input by its first character. */
const isJson = (ending: string, text: string): boolean =>
  ending === '.json' || (ending === '' && text.trimStart().startsWith('{'));

async function readModule(file: string): Promise<readonly DefinitionText[]> {
  const { isWorkflow } = await import('@ag06/agent-kit');
  const found = [...new Set(Object.values(await importModule(file)).flat())].filter(isWorkflow);
  if (found.length === 0) throw new UsageError(`${file} exports nothing made by workflow().`);
  return found.map(({ definition }) => ({ type: JSON_TYPE, text: JSON.stringify(definition) }));
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new UsageError(`Cannot load ${file}: ${toReason(cause)}`, { cause });
  }
}

const toReason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
