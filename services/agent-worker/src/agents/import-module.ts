import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '@ag06/contracts';

/** How Node refuses an ES module that it reads as CommonJS, because the package.json beside it says so. */
const READ_AS_COMMONJS = /^(Cannot use import statement outside a module|Unexpected token 'export')/;

/** The endings of files that hold a workflow as a document. */
const DEFINITION: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Returns the exports of a module of `AG06_AGENTS`. Throws `Refusal` AGENTS_UNLOADABLE. */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The module ${path} of AG06_AGENTS does not load: ${explain(resolve(path), reason)}`;
    throw new Refusal(422, 'AGENTS_UNLOADABLE', message, { cause });
  }
}

/** Node's reason, and what to do about those that newcomers meet. */
function explain(file: string, reason: string): string {
  if (!existsSync(file))
    return `there is no file ${file}. Paths are looked up from the folder of the command.`;
  if (DEFINITION.has(extname(file)))
    return 'it is a definition, not a module. Hand it to the fleet when it runs: ag06 workflows push FILE. Here go modules that export agents and workflows.';
  if (!READ_AS_COMMONJS.test(reason)) return reason;
  return `${reason}. Its package.json says "type": "commonjs", as npm init does: run npm pkg set type=module, or name the file .mts.`;
}
