import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '@ag06/contracts';

/** Returns the exports of a module of `AG06_AGENTS`. Throws `Refusal` AGENTS_UNLOADABLE. */
export async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The module ${path} of AG06_AGENTS does not load: ${reason}`;
    throw new Refusal(422, 'AGENTS_UNLOADABLE', message, { cause });
  }
}
