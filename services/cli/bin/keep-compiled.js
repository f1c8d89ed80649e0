import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Node keeps what it compiles for the next start, of this process and of those that it starts: half of the CPU time of each.
 * In the user's own folder, for what stands there is run. `NODE_COMPILE_CACHE` names another one, and
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 */
export function keepCompiled() {
  const folder = process.env.NODE_COMPILE_CACHE || findFolder();
  if (folder === undefined) return;
  process.env.NODE_COMPILE_CACHE = folder;
  nodeModule.enableCompileCache?.(folder);
}

/** None for a user without a home. */
function findFolder() {
  try {
    const { XDG_CACHE_HOME } = process.env;
    const outer = XDG_CACHE_HOME || homedir();
    return existsSync(outer) ? join(outer, XDG_CACHE_HOME ? '' : '.cache', 'ag06', 'compiled') : undefined;
  } catch {
    return undefined;
  }
}
