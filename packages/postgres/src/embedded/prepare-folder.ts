import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from '@ag06/contracts';

/**
 * Makes a folder, and those above it, that this process may write to.
 *
 * @throws Refusal DATABASE_FOLDER_UNUSABLE
 */
export function prepareFolder(folder: string): void {
  const path = resolve(folder);
  try {
    make(path);
    if (!statSync(path).isDirectory()) throw new Error('it is no folder');
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The embedded database cannot be kept in ${path} (${reason}). Name a folder that may be written: AG06_BROKER_URL=embedded:<folder>.`;
    throw new Refusal(422, 'DATABASE_FOLDER_UNUSABLE', message, { cause });
  }
}

/**
 * Creates a folder step by step, because Node's recursive call never ends if a system denies an existing parent, as in
 * /proc.
 */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path);
}
