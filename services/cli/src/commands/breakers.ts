import type { BreakerView, Client } from '@ag06/client';
import { parseArguments } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderBreakerError } from '../render-wait.ts';
import { renderTable, type TableOptions } from '../table.ts';
import { unknownWord } from '../unknown-word.ts';
import { showBreaker } from './show-breaker.ts';

const VERBS = {
  open: (client: Client, dependency: string) => client.breakers.open(dependency),
  close: (client: Client, dependency: string) => client.breakers.close(dependency),
  off: (client: Client, dependency: string) => client.breakers.turnOff(dependency),
} as const;

const isVerb = (word: string): word is keyof typeof VERBS => Object.hasOwn(VERBS, word);

/** Lists the circuit breakers, or shows, opens, closes or turns off one. */
export async function breakers(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'list') return list(rest, client, output);
  if (verb !== 'show' && !isVerb(verb))
    throw unknownWord(
      'command',
      `breakers ${verb}`,
      ['list', 'show', ...Object.keys(VERBS)].map((known) => `breakers ${known}`),
    );
  const [name] = parseArguments(rest, {}, 1).positionals;
  if (name === undefined) throw new UsageError(`Name the dependency: ag06 breakers ${verb} NAME.`);
  if (verb === 'show') return showBreaker(name, client, output);
  const breaker = await VERBS[verb](client, name);
  output.json(breaker);
  output.text(describe(breaker));
  return EXIT.ok;
}

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const page = await client.breakers.list();
  output.json(page);
  if (page.items.length === 0)
    output.text(
      'No breaker: no dependency was called. A step has one if it, or its agent, names a dependency.',
    );
  else output.text(renderBreakers(page.items, output.tables));
  return EXIT.ok;
}

/** Returns a table of breakers, and below it the latest failure of each. */
function renderBreakers(items: readonly BreakerView[], tables: TableOptions): string {
  const rows = items.map(({ dependency, state, since, until, failures, blockedSteps }) => [
    dependency,
    state,
    toTime(since),
    until === undefined ? '' : toTime(until),
    String(failures),
    String(blockedSteps),
  ]);
  const errors = items.flatMap(({ dependency, state, lastError }) =>
    lastError === undefined || state === 'closed'
      ? []
      : `${dependency}: ${toTime(lastError.at)} ${renderBreakerError(lastError)}`,
  );
  const headings = ['dependency', 'state', 'since', 'until', 'failures', 'blocked steps'];
  const table = renderTable(headings, rows, tables);
  return [table, ...errors].join('\n');
}

function describe({ dependency, state, until, blockedSteps }: BreakerView): string {
  const waiting = blockedSteps === 1 ? '1 step waits' : `${blockedSteps} steps wait`;
  switch (state) {
    case 'open':
    case 'half-open':
      return `The breaker of ${dependency} is open${until === undefined ? '' : ` until ${toTime(until)}`}: no call goes through. ${waiting} for it.`;
    case 'closed':
      return `The breaker of ${dependency} is closed: calls go through, and what waited for it (${blockedSteps}) is dispatched.`;
    case 'off':
      return `The breaker of ${dependency} is off: calls go through whatever comes of them, until \`ag06 breakers close ${dependency}\`.`;
  }
}

const toTime = (at: string): string => at.slice(11, 19);
