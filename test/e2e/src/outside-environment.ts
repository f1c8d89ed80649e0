import { delimiter, dirname } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

/**
 * The environment as a newcomer's shell has it, with `node` as the Node that is found first: nothing of this repository, of jest
 * or of the `npm` that runs it.
 */
export function toOutsideEnvironment(node: string, env: Environment): NodeJS.ProcessEnv {
  const isForeign = (name: string) =>
    /^(AG06|JEST|OTEL|npm_(lifecycle|package|config_local_prefix|command))/.test(name) ||
    ['NODE_OPTIONS', 'NODE_ENV', 'NODE_COMPILE_CACHE', 'INIT_CWD'].includes(name);
  const inherited = Object.entries(process.env).filter(([name]) => !isForeign(name));
  const path = [dirname(node), ...(process.env.PATH ?? '').split(delimiter)];
  const isOutside = (folder: string) => !folder.endsWith('node_modules/.bin');
  return { ...Object.fromEntries(inherited), PATH: path.filter(isOutside).join(delimiter), ...env };
}
