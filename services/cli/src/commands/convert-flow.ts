import { fromFlow } from '@ag06/bullmq/flow';
import { type Arguments, parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readJson } from '../read-json.ts';

const FLAGS = {
  name: { type: 'string' },
  agent: { type: 'string', multiple: true },
  data: { type: 'string' },
  children: { type: 'string' },
} as const;

/** `ag06 workflows convert FILE`: a tree of jobs, as BullMQ's `FlowProducer.add` takes it, becomes a definition. */
export async function convertFlow(args: readonly string[], output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const file = requireWord(parsed, 0, 'a file with a flow of BullMQ in JSON');
  const flow = readJson('The flow', file === '-' ? file : `@${file}`);
  const childrenField = parsed.text('children');
  const converted = fromFlow(flow, {
    name: readName(parsed),
    agents: readAgents(parsed.texts('agent')),
    data: readData(parsed.text('data')),
    ...(childrenField !== undefined && { childrenField }),
  });
  output.json(converted);
  const { toYaml } = await import('../to-yaml.ts');
  output.text(toYaml(converted.definition));
  if (output.isJson) return EXIT.ok;
  for (const { path, note } of converted.notes) output.note(`${printable(path)}: ${printable(note)}`);
  return EXIT.ok;
}

function readName(args: Arguments): string {
  const name = args.text('name');
  if (name === undefined)
    throw new UsageError('--name says how the workflow is called, such as --name album.');
  return name;
}

function readAgents(texts: readonly string[]): Readonly<Record<string, string>> {
  const agents: Record<string, string> = Object.create(null);
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1)
      throw new UsageError(`--agent takes QUEUE=AGENT, such as images=images.resize; got "${text}".`);
    agents[text.slice(0, at)] = text.slice(at + 1);
  }
  return agents;
}

function readData(text = 'inline'): 'inline' | 'input' {
  if (text === 'inline' || text === 'input') return text;
  throw new UsageError(`--data takes inline or input, got "${text}".`);
}
