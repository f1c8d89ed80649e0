import { parseDocument } from 'yaml';
import { readText } from '../repository.ts';

export const COMPOSE = 'deploy/compose/compose.yaml';

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly args?: Readonly<Record<string, string>>; readonly dockerfile?: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, object>>;
}

/** The compose file as an engine sees it: merged, and with variables replaced by `env` or their defaults. */
export function readCompose(env: Readonly<Record<string, string>> = {}): ComposeFile {
  const document = parseDocument(readText(COMPOSE), { merge: true });
  const [error] = document.errors;
  if (error) throw error;
  return interpolate(document.toJS({ maxAliasCount: 1000 }), env) as ComposeFile;
}

function interpolate(value: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return replaceVariables(value, env);
  if (Array.isArray(value)) return value.map((each) => interpolate(each, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, toNumber(key, interpolate(each, env))]),
  );
}

/** An engine makes a number of what a variable gave where the schema asks for one. */
const toNumber = (key: string, value: unknown): unknown =>
  key === 'replicas' && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
function replaceVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest = '') => {
    const value = env[name];
    if (value) return value;
    if (kind === '-') return rest;
    throw new Error(`${COMPOSE}: ${name} is not set${kind === '?' ? `: ${rest}` : ' and has no default'}`);
  });
}

/** `1m30s` in milliseconds. */
export function toMilliseconds(text: string): number {
  const units = { h: 3_600_000, m: 60_000, s: 1_000 } as const;
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units],
    0,
  );
}
