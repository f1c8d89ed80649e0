import { readConfig as readWorker, SETTINGS as WORKER } from '@ag06/agent-worker';
import { SETTINGS as DISPATCHER, readConfig as readDispatcher } from '@ag06/dispatcher';
import { SETTINGS as OPTIMIZER, readConfig as readOptimizer } from '@ag06/optimizer';
import { describeSettings, findUnknownSettings } from '@ag06/service-host';
import { redactText } from '@ag06/telemetry';
import { parseArguments } from './arguments.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import { withProjectSettings } from './project-settings.ts';
import { readUrls } from './urls.ts';

const FLAGS = { changed: { type: 'boolean' } } as const;

const SERVICES = [
  { service: 'dispatcher', shape: DISPATCHER, read: readDispatcher },
  { service: 'worker', shape: WORKER, read: readWorker },
  { service: 'optimizer', shape: OPTIMIZER, read: readOptimizer },
] as const;

/** A variable, and of which services it is a setting. */
interface Setting {
  readonly name: string;
  readonly value: string | undefined;
  readonly from: 'environment' | 'package.json' | 'default';
  readonly of: readonly string[];
}

/**
 * `ag06 config [--changed]`: what the commands and services that are started here would take from their environment. It asks no
 * dispatcher. Exits with 2 if a setting is wrong.
 */
export async function config(
  args: readonly string[],
  given: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const env = withProjectSettings(given);
  const all = [toUrlSetting(env), ...readSettings(env, given)];
  const items = parsed.flag('changed') ? all.filter(({ from }) => from !== 'default') : all;
  const problems = findProblems(env);
  const warnings = findUnknownSettings(env);
  output.json({ items, problems, warnings });
  if (items.length === 0) output.text('Every setting has its default: ag06 config shows them.');
  else
    output.table(
      ['setting', 'value', 'from', 'of'],
      items.map(({ name, value, from, of }) => [name, printable(value ?? ''), from, tellServices(of)]),
      ['of', 'from'],
    );
  for (const warning of warnings) output.note(`warning: ${printable(warning)}`);
  for (const problem of problems) output.note(`PROBLEM ${printable(problem)}`);
  return problems.length === 0 ? EXIT.ok : EXIT.usage;
}

/** A value is known to be an address, or a list of some, so that their logins are gone whatever characters these have. */
const hideSecrets = (value: string): string => redactText(value.replace(/:\/\/[^\s/?#]*@/g, '://***@'));

/** The settings of all services, each variable once for each value that it has. */
function readSettings(env: NodeJS.ProcessEnv, given: NodeJS.ProcessEnv): readonly Setting[] {
  const found = SERVICES.flatMap(({ service, shape }) =>
    describeSettings(shape, env).map(({ name, value, isDefault }) => ({
      name,
      value: value === undefined ? undefined : hideSecrets(value),
      from: isDefault ? ('default' as const) : sourceOf(given[name]),
      service,
    })),
  );
  const same = Map.groupBy(found, ({ name, value }) => `${name}=${value}`);
  return [...same.values()]
    .flatMap(([first, ...more]) => (first === undefined ? [] : [{ first, more }]))
    .map(({ first: { service, ...setting }, more }) => ({
      ...setting,
      of: [service, ...more.map((one) => one.service)],
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const sourceOf = (given: string | undefined): 'environment' | 'package.json' =>
  given ? 'environment' : 'package.json';

function toUrlSetting(env: NodeJS.ProcessEnv): Setting {
  const urls = env.AG06_URL || findUrls(env).urls.join(',');
  return {
    name: 'AG06_URL',
    value: hideSecrets(urls),
    from: env.AG06_URL ? 'environment' : 'default',
    of: ['commands'],
  };
}

/** The addresses of dispatchers, or why they are none. */
function findUrls(env: NodeJS.ProcessEnv): {
  readonly urls: readonly string[];
  readonly problems: readonly string[];
} {
  try {
    return { urls: readUrls(env), problems: [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { urls: [], problems: [error.message] };
  }
}

/** What commands and services would refuse, each problem once. */
function findProblems(env: NodeJS.ProcessEnv): readonly string[] {
  const ofServices = SERVICES.flatMap(({ read }) => {
    const result = read(env);
    return result.ok ? [] : result.problems;
  });
  return [...new Set([...findUrls(env).problems, ...ofServices])].map(redactText);
}

const tellServices = (of: readonly string[]): string =>
  of.length === SERVICES.length ? 'every service' : of.join(', ');
