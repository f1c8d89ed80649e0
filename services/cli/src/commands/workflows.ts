import type { Client, WorkflowPushed } from '@ag06/client';
import { NAME_PATTERN } from '@ag06/contracts/names';
import { type Arguments, parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readDefinitions } from '../read-definitions.ts';
import { showRows } from '../show-rows.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { pauseNamed } from './pauses.ts';

/** `ag06 workflows push|list|show|versions|validate|convert|pause|resume`. */
export async function workflows(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'push':
      return push(rest, client, output);
    case 'list':
      return list(rest, client, output);
    case 'show':
      return show(rest, client, output);
    case 'versions':
      return versions(rest, client, output);
    case 'validate':
      return (await import('./validate-workflows.ts')).validateWorkflows(rest, output);
    case 'convert':
      return (await import('./convert-flow.ts')).convertFlow(rest, output);
    case 'pause':
    case 'resume':
      return pauseNamed('workflow', verb, rest, client, output);
    default:
      throw unknownWord('command', `workflows ${verb}`.trim(), [
        'workflows push',
        'workflows list',
        'workflows show',
        'workflows versions',
        'workflows validate',
        'workflows convert',
        'workflows pause',
        'workflows resume',
      ]);
  }
}

/** Pushes the one definition of a file. */
export async function pushFile(client: Client, file: string): Promise<WorkflowPushed> {
  const [definition, another] = await readDefinitions(file);
  if (definition === undefined || another !== undefined) {
    throw new UsageError(`${file} must hold one workflow to be run. Push it, and run one by its name.`);
  }
  return client.workflows.push(definition);
}

/** Pushes the definitions of a file. Prints one document for one workflow, and a list for a module with several. */
async function push(args: readonly string[], client: Client, output: Output): Promise<number> {
  const definitions = await readDefinitions(
    requireWord(parseArguments(args, {}, 1), 0, 'a file with a definition'),
  );
  const all: WorkflowPushed[] = [];
  for (const definition of definitions) all.push(await client.workflows.push(definition));
  output.json(all.length === 1 ? all[0] : all);
  for (const pushed of all) {
    output.text(`${pushed.name}  ${pushed.version}`);
    for (const warning of pushed.warnings) output.text(`warning: ${printable(warning)}`);
  }
  return EXIT.ok;
}

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const page = await client.workflows.list();
  output.json(page);
  const now = Date.now();
  showRows(output, {
    headings: ['name', 'version', 'saved'],
    rows: page.items.map((item) => [item.name, item.version, renderTime(item.savedAt, now)]),
    empty: 'There is no workflow. Push one: ag06 workflows push FILE',
  });
  return EXIT.ok;
}

/** As its author wrote it: a document that can be pushed again. */
async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { version: { type: 'string' } }, 1);
  const workflow = await client.workflows.get(readName(parsed), { version: parsed.text('version') });
  output.json(workflow);
  const { toYaml } = await import('../to-yaml.ts');
  output.text(toYaml(workflow.definition));
  return EXIT.ok;
}

async function versions(args: readonly string[], client: Client, output: Output): Promise<number> {
  const page = await client.workflows.versions(readName(parseArguments(args, {}, 1)));
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

function readName(parsed: Arguments): string {
  const name = requireWord(parsed, 0, 'the name of a workflow');
  if (NAME_PATTERN.test(name)) return name;
  throw new UsageError(`"${printable(name)}" is no name of a workflow: they are like shop.order-7.`);
}
