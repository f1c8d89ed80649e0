import type { FastifyInstance } from 'fastify';
import type { RouteDescription } from './openapi/route-description.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route that was added, in order; a HEAD for each GET is one of its own. */
    readonly knownRoutes: readonly KnownRoute[];
  }
}

/** A route as the router has it. */
export interface KnownRoute {
  readonly method: string;
  /** With `:name` for parameters. */
  readonly url: string;
  /** Of its paths. */
  readonly pattern: RegExp;
  readonly description: RouteDescription | undefined;
}

/** Notes every route that is added from now on, for the document of the API and for who asks by another method. */
export function noteRoutes(app: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  app.decorate('knownRoutes', routes);
  app.addHook('onRoute', ({ method, url, config }) => {
    const route = { url, pattern: toPattern(url), description: config?.description };
    for (const one of [method].flat()) routes.push({ method: one, ...route });
  });
}

/** Which methods a path takes, in order; none if it is no path of ours. */
export function methodsOf(routes: readonly KnownRoute[], path: string): readonly string[] {
  const methods = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

const toPattern = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);
