import type { z } from 'zod';

/** Describes a route for the OpenAPI document. `ROUTE_DESCRIPTIONS` says of which route. */
export interface RouteDescription {
  /** `operationId`. */
  readonly id: string;
  readonly tag:
    | 'runs'
    | 'approvals'
    | 'feed'
    | 'streams'
    | 'archive'
    | 'workflows'
    | 'schedules'
    | 'fleet'
    | 'tuning'
    | 'health';
  readonly summary: string;
  /** Further sentences, if one is not enough. */
  readonly details?: string;
  /** The schema with which the handler checks the query. */
  readonly query?: z.ZodObject;
  /** Further parameters of the query whose names are the caller's: those that this record takes as its keys. */
  readonly freeQuery?: { readonly name: string; readonly description: string; readonly schema: z.ZodRecord };
  readonly headers?: Readonly<Record<string, DescribedHeader>>;
  readonly body?: {
    readonly schema: z.ZodType;
    readonly types: readonly string[];
    readonly example: unknown;
  };
  /** By status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Codes of problem documents by status, besides those of every route. */
  readonly problems?: Readonly<Record<number, readonly string[]>>;
}

interface DescribedHeader {
  readonly description: string;
  readonly schema: z.ZodType;
}

export interface DescribedAnswer {
  readonly description: string;
  /** The schema of the body; with `text/event-stream`, of the `data` of its events. */
  readonly schema: z.ZodType;
  readonly type?: string;
  readonly example: unknown;
}
