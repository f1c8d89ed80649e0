import type { Json } from '@ag06/contracts';
import { suggestName } from '../suggest-name.ts';
import type { Scope } from '../template/template.ts';
import { type CelValue, selectKey } from './cel-value.ts';
import type { Evaluator } from './frame.ts';
import { type ExpressionContext, STEP_PARTS, type StepPart } from './names.ts';
import type { Syntax } from './parse-expression.ts';

type PathKey = string | number;

/** `root.key[0]["key"]`: a variable and constant keys. */
interface ConstantPath {
  readonly root: string;
  readonly keys: readonly PathKey[];
  readonly offset: number;
}

/** Reads a syntax tree as a constant path. Returns undefined if it is none. */
export function readConstantPath(syntax: Syntax): ConstantPath | undefined {
  const keys: PathKey[] = [];
  let current = syntax;
  while (current.op === '.' || current.op === '[]') {
    const key = current.op === '.' ? current.args[1] : readConstantKey(current.args[1]);
    if (key === undefined) return undefined;
    keys.push(key);
    current = current.args[0];
  }
  return current.op === 'id'
    ? { root: current.args, keys: keys.reverse(), offset: current.start }
    : undefined;
}

function readConstantKey(syntax: Syntax): PathKey | undefined {
  if (syntax.op !== 'value') return undefined;
  if (typeof syntax.args === 'string') return syntax.args;
  return typeof syntax.args === 'bigint' ? Number(syntax.args) : undefined;
}

type Lookup = (scope: Scope) => Json;

/** A root of the scope, and the keys to select from it. */
interface ResolvedRoot {
  readonly lookup: Lookup;
  readonly keys: readonly PathKey[];
}

/**
 * Compiles a path that starts at a variable of the scope to a direct look-up, and records the field it reads. Unknown names
 * become problems of the context.
 */
export function compilePath(path: ConstantPath, context: ExpressionContext): Evaluator {
  const root = resolveRoot(path, context);
  if (root === undefined) return () => null;
  const { lookup, keys } = root;
  if (keys.length === 0) return (frame) => lookup(frame.scope);
  return (frame) => {
    let value: CelValue = lookup(frame.scope);
    for (const key of keys) value = selectKey(value, key);
    return value;
  };
}

function resolveRoot(path: ConstantPath, context: ExpressionContext): ResolvedRoot | undefined {
  if (context.names.isInputOnly && path.root !== 'input') {
    const message = `there is no ${path.root.slice(0, 64)} here, before the run exists; there is input`;
    context.problems.push({ message, offset: path.offset });
    return undefined;
  }
  switch (path.root) {
    case 'input':
      context.reads.hasInput = true;
      return { lookup: (scope) => scope.input, keys: path.keys };
    case 'run':
      return resolveRun(path, context);
    case 'steps':
      return resolveStep(path, context);
    case 'item':
    case 'index':
      if (context.names.hasItem) return { lookup: ITEM_LOOKUPS[path.root], keys: path.keys };
      reportUnknownVariable(path, context);
      return undefined;
    case 'iteration':
    case 'output':
      return resolveIteration(path.root, path, context);
    default:
      reportUnknownVariable(path, context);
      return undefined;
  }
}

function resolveIteration(
  root: keyof typeof ITERATION_LOOKUPS,
  path: ConstantPath,
  context: ExpressionContext,
): ResolvedRoot | undefined {
  if (context.names.hasIteration) {
    if (root === 'output') context.reads.hasOutput = true;
    return { lookup: ITERATION_LOOKUPS[root], keys: path.keys };
  }
  const message = `${root} exists only in \`with\` and \`until\` of a step with repeat`;
  context.problems.push({ message, offset: path.offset });
  return undefined;
}

const ITERATION_LOOKUPS = {
  iteration: ({ iteration }: Scope): Json => iteration?.number ?? 0,
  output: ({ iteration }: Scope): Json => iteration?.output ?? null,
} as const;

const ITEM_LOOKUPS = {
  item: ({ item }: Scope): Json => item?.value ?? null,
  index: ({ item }: Scope): Json => item?.index ?? null,
} as const;

function reportUnknownVariable(path: ConstantPath, context: ExpressionContext): void {
  const isItem = path.root === 'item' || path.root === 'index';
  const message = isItem
    ? `${path.root} exists only inside forEach`
    : `unknown variable ${path.root}; there are input, steps and run${suggestName(path.root, ['input', 'steps', 'run'])}`;
  context.problems.push({ message, offset: path.offset });
}

const RUN_LOOKUPS: ReadonlyMap<PathKey, Lookup> = new Map([
  ['id', (scope: Scope): Json => scope.run.id],
  ['correlationId', (scope: Scope): Json => scope.run.correlationId],
  ['attempt', (scope: Scope): Json => scope.run.attempt],
  ['schedule', (scope: Scope): Json => scope.run.schedule ?? null],
  ['slot', (scope: Scope): Json => scope.run.slot ?? null],
]);

function resolveRun(path: ConstantPath, context: ExpressionContext): ResolvedRoot | undefined {
  const [key, ...keys] = path.keys;
  if (key === undefined) {
    return {
      lookup: ({ run }) => ({ ...run }),
      keys: [],
    };
  }
  const lookup = RUN_LOOKUPS.get(key);
  if (lookup !== undefined) return { lookup, keys };
  const message = `run has id, correlationId, attempt, schedule and slot, not ${key}`;
  context.problems.push({ message, offset: path.offset });
  return undefined;
}

function resolveStep(path: ConstantPath, context: ExpressionContext): ResolvedRoot | undefined {
  const [step, part, ...keys] = path.keys;
  const problem = findStepProblem(step, part, context);
  if (problem !== undefined || typeof step !== 'string') {
    context.problems.push({ message: problem ?? 'name a step: steps.<id>.output', offset: path.offset });
    return undefined;
  }
  const known = STEP_PARTS.find((candidate) => candidate === part);
  context.reads.addStep(step, known === undefined ? STEP_PARTS : [known]);
  if (known === undefined) return { lookup: (scope) => readWholeStep(scope, step), keys: [] };
  return { lookup: (scope) => readStepPart(scope, step, known), keys };
}

function findStepProblem(
  step: PathKey | undefined,
  part: PathKey | undefined,
  context: ExpressionContext,
): string | undefined {
  if (typeof step !== 'string') return 'name a step: steps.<id>.output';
  const { names } = context;
  if (!names.allSteps.has(step)) return `there is no step ${step.slice(0, 64)}${names.suggestStep(step)}`;
  if (!names.isReachable(step))
    return `step ${step} is not reachable through needs; add \`needs: [${step}]\` to this step`;
  if (part === undefined || STEP_PARTS.some((known) => known === part)) return undefined;
  return `a step has output, status and error, not ${part}${suggestName(String(part), STEP_PARTS)}`;
}

function readStepPart(scope: Scope, step: string, part: StepPart): Json {
  return Object.hasOwn(scope.steps, step) ? (scope.steps[step]?.[part] ?? null) : null;
}

function readWholeStep(scope: Scope, step: string): Json {
  const [output, status, error] = STEP_PARTS.map((part) => readStepPart(scope, step, part));
  return { output: output ?? null, status: status ?? null, error: error ?? null };
}
