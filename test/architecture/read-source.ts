import { parseSync } from '@swc/core';

/**
 * How a module is named: imported with its values, for its types only, or only resolved to a path. An
 * `import { type A } from` counts as `value`: at run time it still loads the module.
 */
type ImportKind = 'value' | 'type' | 'resolve';

export interface Import {
  readonly specifier: string;
  readonly kind: ImportKind;
}

export interface Source {
  readonly imports: readonly Import[];
  readonly hasExportAll: boolean;
  readonly classNames: readonly string[];
  /** What reads the clock or throws dice: `Date.now`, `new Date()`, `Math.random`, `performance.now`. */
  readonly impurities: readonly string[];
  /** Whether it calls `setInterval`. */
  readonly hasInterval: boolean;
  /** Texts that look like codes: `RUN_UNKNOWN`, `POISON`. */
  readonly codes: readonly string[];
  /** How often it says that a value has a type: `x as T`, `<T>x`, and `any`. `as const` and `satisfies` prove theirs. */
  readonly casts: number;
}

type AstNode = Readonly<Record<string, unknown>>;

/**
 * What one TypeScript file says about the rest of the world. Throws on a file that does not parse.
 *
 * @param hasElements it may have JSX
 */
export function readSource(text: string, { hasElements = false } = {}): Source {
  const imports: Import[] = [];
  const classNames: string[] = [];
  const impurities: string[] = [];
  const codes: string[] = [];
  let hasExportAll = false;
  let hasInterval = false;
  let casts = 0;
  walk(parseSync(text, { syntax: 'typescript', tsx: hasElements, decorators: true }), (node) => {
    const found = toImport(node);
    if (found) imports.push(found);
    if (node.type === 'ExportAllDeclaration') hasExportAll = true;
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      classNames.push(textOf(node.identifier) ?? '');
    }
    if (node.type === 'CallExpression' && textOf(node.callee) === 'setInterval') hasInterval = true;
    if (isCast(node)) casts++;
    const code = node.type === 'StringLiteral' ? textOf(node) : undefined;
    if (code !== undefined && CODE_PATTERN.test(code)) codes.push(code);
    const impurity = toImpurity(node);
    if (impurity) impurities.push(impurity);
  });
  return { imports, hasExportAll, classNames, impurities, hasInterval, codes, casts };
}

const CODE_PATTERN = /^[A-Z][A-Z0-9]+(_[A-Z0-9]+)*$/;

const isCast = ({ type, kind }: AstNode): boolean =>
  type === 'TsAsExpression' || type === 'TsTypeAssertion' || (type === 'TsKeywordType' && kind === 'any');

function toImport(node: AstNode): Import | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return createImport(node.source, node.typeOnly === true ? 'type' : 'value');
    case 'TsImportType':
      return createImport(node.argument, 'type');
    case 'TsExternalModuleReference':
      return createImport(node.expression, 'value');
    case 'CallExpression':
      return toCallImport(node);
    default:
      return undefined;
  }
}

function toCallImport(call: AstNode): Import | undefined {
  const [first] = Array.isArray(call.arguments) ? call.arguments : [];
  const argument: unknown = isNode(first) ? first.expression : undefined;
  if (!isNode(call.callee)) return undefined;
  if (call.callee.type === 'Import' || textOf(call.callee) === 'require')
    return createImport(argument, 'value');
  return textOf(call.callee.property) === 'resolve' && isModuleObject(call.callee.object)
    ? createImport(argument, 'resolve')
    : undefined;
}

/** `import.meta` or `require`, which have a `resolve`. */
function isModuleObject(object: unknown): boolean {
  return isNode(object) && (object.type === 'MetaProperty' || textOf(object) === 'require');
}

function createImport(argument: unknown, kind: ImportKind): Import | undefined {
  const specifier = literalOf(argument);
  return specifier === undefined ? undefined : { specifier, kind };
}

function literalOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'StringLiteral') return textOf(node);
  const quasis = node.type === 'TemplateLiteral' && Array.isArray(node.quasis) ? node.quasis : [];
  const [only]: readonly unknown[] = quasis;
  return quasis.length === 1 && isNode(only) && typeof only.cooked === 'string' ? only.cooked : undefined;
}

function toImpurity(node: AstNode): string | undefined {
  if (node.type === 'NewExpression') {
    const hasArguments = Array.isArray(node.arguments) && node.arguments.length > 0;
    return textOf(node.callee) === 'Date' && !hasArguments ? 'new Date()' : undefined;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const name = `${textOf(node.object)}.${textOf(node.property)}`;
  return ['Date.now', 'Math.random', 'performance.now'].includes(name) ? name : undefined;
}

/** The text of an identifier or a string literal. */
function textOf(node: unknown): string | undefined {
  return isNode(node) && typeof node.value === 'string' ? node.value : undefined;
}

function walk(value: unknown, visit: (node: AstNode) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) walk(element, visit);
  } else if (isNode(value)) {
    if (typeof value.type === 'string') visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
