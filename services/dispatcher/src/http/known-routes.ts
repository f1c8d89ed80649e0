import type { FastifyInstance } from 'fastify';
import { PAGE_ROUTE } from './page/page-address.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every added route in order. The HEAD of a GET is a route of its own. */
    readonly knownRoutes: readonly KnownRoute[];
  }
}

/** A route as the router stores it. */
export interface KnownRoute {
  readonly method: string;
  /** With `:name` for parameters. */
  readonly url: string;
  /** Matches its paths. */
  readonly pattern: RegExp;
}

/**
 * Records the routes that are added from now on, for the OpenAPI document and for answers with 405. The dashboard's is none
 * of the API.
 */
export function noteRoutes(app: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  app.decorate('knownRoutes', routes);
  app.addHook('onRoute', ({ method, url }) => {
    if (url === PAGE_ROUTE) return;
    const route = { url, pattern: toPattern(url) };
    for (const one of [method].flat()) routes.push({ method: one, ...route });
  });
}

/** Returns the methods of a path, in order; none for an unknown path. */
export function methodsOf(routes: readonly KnownRoute[], path: string): readonly string[] {
  const methods = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].sort();
}

const toPattern = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);
