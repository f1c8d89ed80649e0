import { ProblemError } from './problem.ts';

/** What a request asks for. */
export type Route =
  | { readonly do: 'start' }
  | { readonly do: 'show'; readonly runId: string }
  | { readonly do: 'follow'; readonly runId: string }
  | { readonly do: 'cancel'; readonly runId: string }
  | { readonly do: 'signal'; readonly runId: string; readonly name: string }
  | { readonly do: 'answer'; readonly runId: string; readonly step: string };

interface Pattern {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly toRoute: (runId: string, name: string) => Route;
}

/** The whole of it: nothing else of the fleet is reachable. */
const PATTERNS: readonly Pattern[] = [
  { method: 'POST', path: /^\/runs$/, toRoute: () => ({ do: 'start' }) },
  { method: 'GET', path: /^\/runs\/([\w-]{1,64})$/, toRoute: (runId) => ({ do: 'show', runId }) },
  { method: 'GET', path: /^\/runs\/([\w-]{1,64})\/events$/, toRoute: (runId) => ({ do: 'follow', runId }) },
  { method: 'POST', path: /^\/runs\/([\w-]{1,64})\/cancel$/, toRoute: (runId) => ({ do: 'cancel', runId }) },
  {
    method: 'POST',
    path: /^\/runs\/([\w-]{1,64})\/signals\/([\w.-]{1,128})$/,
    toRoute: (runId, name) => ({ do: 'signal', runId, name }),
  },
  {
    method: 'POST',
    path: /^\/runs\/([\w-]{1,64})\/approvals\/(\w{1,64})$/,
    toRoute: (runId, step) => ({ do: 'answer', runId, step }),
  },
];

/** Throws `ProblemError` ROUTE_UNKNOWN or METHOD_NOT_ALLOWED. */
export function findRoute(method: string, pathname: string, basePath: string): Route {
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : undefined;
  const fits = PATTERNS.filter((pattern) => path !== undefined && pattern.path.test(path));
  const found = fits.find((pattern) => pattern.method === method);
  if (path !== undefined && found !== undefined) {
    const [, runId = '', name = ''] = found.path.exec(path) ?? [];
    return found.toRoute(runId, name);
  }
  if (fits.length === 0) throw new ProblemError(404, 'ROUTE_UNKNOWN', 'There is nothing at this path.');
  const allow = fits.map((pattern) => pattern.method).join(', ');
  throw new ProblemError(405, 'METHOD_NOT_ALLOWED', `This path takes ${allow}.`, { headers: { allow } });
}
