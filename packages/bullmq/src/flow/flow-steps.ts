import type { Json, Priority, StepDefinition, StepDefinitionOf } from '@ag06/contracts';
import { type FlowNode, isRecord, join } from './flow-node.ts';
import type { FromFlowOptions } from './from-flow-options.ts';
import { type FlowNote, WITHOUT_EQUAL } from './notes.ts';
import { priorityOf, rankPriorities } from './rank-priorities.ts';
import { StepNames } from './step-names.ts';
import { toLiteral } from './to-literal.ts';
import { toRetry } from './to-retry.ts';

/** Options that a job takes along to BullMQ's workers. */
const HANDED_ON: readonly string[] = [
  'attempts',
  'backoff',
  'delay',
  'priority',
  'lifo',
  'keepLogs',
  'stackTraceLimit',
  'sizeLimit',
];
/** How long a step waits for a job of BullMQ, besides its delay; the default of `bullmqAgent`. */
const WAIT_MS = 24 * 3600 * 1000;
/** Options that a step has in other words, or that are none of a step. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['attempts', 'backoff', 'delay', 'priority', 'failParentOnFailure', 'ignoreDependencyOnFailure'],
  ...['removeDependencyOnFailure', 'continueParentOnFailure'],
]);

type AgentStep = StepDefinitionOf<'agent'>;

/** The steps that jobs of a flow become, children first. */
export class FlowSteps {
  readonly definitions: Record<string, StepDefinition> = Object.create(null);
  /** The data of each step that has some, if the runs bring them. */
  readonly data: Record<string, Json> = Object.create(null);
  readonly notes: FlowNote[] = [];
  readonly #options: FromFlowOptions;
  readonly #names = new StepNames();
  readonly #ranks: ReadonlyMap<number, Priority>;

  constructor(root: FlowNode, options: FromFlowOptions) {
    this.#options = options;
    this.#ranks = rankPriorities(root);
  }

  /** Adds a job with all below it. Returns the name of its step. */
  add(node: FlowNode, parent?: FlowNode): string {
    const children = node.children.map((child) => ({ child, step: this.add(child, node) }));
    const step = this.#names.take(node.name);
    for (const field of node.strange) this.#note(node, field, 'is no field of a flow’s job, and is left out');
    const agent = this.#agentOf(node);
    const needs = children.map((each) => each.step);
    const written =
      agent === undefined ? this.#toHanded(node, step, children) : this.#toOwn(node, step, children, agent);
    const waited = agent === undefined ? needs : this.#delay(node, step, needs);
    this.definitions[step] = {
      ...written,
      ...(waited.length > 0 && { needs: waited }),
      ...(parent !== undefined && this.#onFailure(node)),
    };
    return step;
  }

  #agentOf({ queueName }: FlowNode): string | undefined {
    const { agents = {} } = this.#options;
    return Object.hasOwn(agents, queueName) ? agents[queueName] : undefined;
  }

  /** A job that stays one of BullMQ. */
  #toHanded(node: FlowNode, step: string, children: readonly Child[]): AgentStep {
    const { name, queueName, opts } = node;
    const handed = Object.entries(opts).filter(
      // BullMQ's default of no attempts is one.
      ([option, value]) => HANDED_ON.includes(option) && !(option === 'attempts' && value === 0),
    );
    for (const option of Object.keys(opts)) if (!HANDED_ON.includes(option)) this.#noteOption(node, option);
    if (node.prefix !== undefined) this.#note(node, 'prefix', 'is set by `prefix` of bullmqAgent');
    const data = this.#withChildren(node, this.#dataOf(node, step), children);
    const given = {
      queue: toLiteral(queueName, join(node.path, 'queueName')),
      name: toLiteral(name, join(node.path, 'name')),
      ...(data !== undefined && { data }),
      ...(handed.length > 0 && { opts: toLiteral(Object.fromEntries(handed), join(node.path, 'opts')) }),
    };
    const { delay } = opts;
    const isLate = typeof delay === 'number' && delay > 0;
    return {
      agent: this.#options.agent ?? 'bullmq.job',
      with: given,
      ...(isLate && { timeout: Math.round(delay) + WAIT_MS }),
    };
  }

  /** A job whose processor is an agent. */
  #toOwn(node: FlowNode, step: string, children: readonly Child[], agent: string): AgentStep {
    const { name, opts } = node;
    const { retry, notes } = toRetry(opts);
    for (const [option, note] of notes) this.#note(node, `opts.${option}`, note);
    for (const option of Object.keys(opts)) this.#noteOption(node, option);
    const data = this.#dataOf(node, step);
    const values = children.map(({ child, step: id }) => [keyOf(child, id), `\${steps.${id}.output}`]);
    const ignored = children
      .filter(({ child }) => isIgnored(child))
      .map(({ child, step: id }) => [keyOf(child, id), `\${steps.${id}.error.message}`]);
    const given = {
      name: toLiteral(name, join(node.path, 'name')),
      ...(data !== undefined && { data }),
      opts: { attempts: retry.maxAttempts ?? 1 },
      ...(values.length > 0 && { children: Object.fromEntries(values) }),
      ...(ignored.length > 0 && { ignored: Object.fromEntries(ignored) }),
    };
    const priority = this.#priorityOf(node);
    return { agent, with: given, retry, ...(priority !== undefined && { priority }) };
  }

  #dataOf(node: FlowNode, step: string): Json | undefined {
    if (node.data === undefined) return undefined;
    const path = join(node.path, 'data');
    if (this.#options.data !== 'input') return toLiteral(node.data, path);
    // What comes as an input is data, and no text of a definition.
    this.data[step] = JSON.parse(JSON.stringify(node.data) ?? 'null');
    return `\${input.${step}}`;
  }

  #withChildren(node: FlowNode, data: Json | undefined, children: readonly Child[]): Json | undefined {
    if (children.length === 0) return data;
    const field = this.#options.childrenField;
    const values = Object.fromEntries(children.map(({ step }) => [step, `\${steps.${step}.output}`]));
    if (field !== undefined && (data === undefined || isRecord(data)))
      return { ...(isRecord(data) ? data : {}), [field]: values };
    this.#note(
      node,
      'children',
      '`getChildrenValues()` is empty in a worker of BullMQ, because the children are steps. Make the processor an agent, or name a `childrenField` of inline data in which it finds their values',
    );
    return data;
  }

  /** Of a parent, BullMQ counts the delay from the end of its children. */
  #delay({ opts: { delay } }: FlowNode, step: string, needs: readonly string[]): string[] {
    if (typeof delay !== 'number' || delay <= 0) return [...needs];
    const id = this.#names.take(`${step}_delay`);
    this.definitions[id] = { wait: Math.round(delay), ...(needs.length > 0 && { needs: [...needs] }) };
    return [id];
  }

  #onFailure(node: FlowNode): { readonly onFailure?: 'continue' } {
    const { opts } = node;
    if (opts.continueParentOnFailure === true) {
      this.#note(
        node,
        'opts.continueParentOnFailure',
        'the parent starts when all its children have ended, not with the first failure',
      );
      return { onFailure: 'continue' };
    }
    if (opts.removeDependencyOnFailure === true) {
      this.#note(node, 'opts.removeDependencyOnFailure', 'the value of a failed child is null in the parent');
      return { onFailure: 'continue' };
    }
    if (opts.ignoreDependencyOnFailure === true) return { onFailure: 'continue' };
    if (opts.failParentOnFailure !== true)
      this.#note(
        node,
        'opts',
        'BullMQ leaves the parent waiting if this job fails; here the run fails, and `ag06 runs retry` goes on from this step',
      );
    return {};
  }

  #priorityOf(node: FlowNode): Priority | undefined {
    if (node.opts.priority !== undefined)
      this.#note(
        node,
        'opts.priority',
        'the numbers of a flow become high, normal, low and bulk in their order; those of other flows are not compared',
      );
    return this.#ranks.get(priorityOf(node));
  }

  #noteOption(node: FlowNode, option: string): void {
    if (KNOWN.has(option)) return;
    this.#note(
      node,
      `opts.${option}`,
      WITHOUT_EQUAL.get(option) ?? 'is no option of BullMQ’s jobs, and is left out',
    );
  }

  #note({ path }: FlowNode, field: string, note: string): void {
    this.notes.push({ path: join(path, field), note });
  }
}

interface Child {
  readonly child: FlowNode;
  readonly step: string;
}

const isIgnored = ({ opts }: FlowNode): boolean =>
  opts.ignoreDependencyOnFailure === true || opts.continueParentOnFailure === true;

/** As BullMQ names a child: its queue, and an id in it. */
const keyOf = ({ prefix = 'bull', queueName }: FlowNode, step: string): string =>
  `${prefix}:${queueName}:${step}`;
