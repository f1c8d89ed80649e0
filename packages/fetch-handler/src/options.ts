import type { Client } from '@ag06/client';

/** Answers a request. It never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

export interface HandlerOptions {
  /** The way to the fleet. Absent: a client of `url`. */
  readonly client?: Client | undefined;
  /** The addresses of the fleet's dispatchers, as `Client` takes them; default `AG06_URL`. */
  readonly url?: string | readonly string[] | undefined;
  /** Where the handler is mounted, such as `/api/fleet`: what the paths of its requests begin with. Default: nothing. */
  readonly basePath?: string | undefined;
  /** What callers may do, by the name of the workflow. Other workflows do not exist for them. */
  readonly workflows: Readonly<Record<string, WorkflowAccess>>;
  /**
   * Says who calls. Undefined refuses the request with 401, and a `Response` is the answer itself (such as 403, or a redirect to a
   * log-in). It is asked before anything of the request is used.
   */
  readonly authorize: (
    request: Request,
  ) => Caller | Response | undefined | Promise<Caller | Response | undefined>;
  /** The most bytes of a body; default 65,536. */
  readonly bodyBytes?: number | undefined;
  /** The most readers of events at a time, of all tenants together; default 500. */
  readonly readersMax?: number | undefined;
  /** How many milliseconds a reader of events follows before `authorize` is asked again, with the same request; default 60,000. */
  readonly authorizeAgainMs?: number | undefined;
  /** How many requests of a tenant this process answers; default: any number. `limits.rate` of a caller wins. */
  readonly rate?: RequestRate | undefined;
  /** Called with an error that is answered with 500. Default: `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What callers may do with the runs of a workflow, besides starting them and reading their own. */
export interface WorkflowAccess {
  /** Checks the input before the fleet does: a schema of zod, Valibot, ArkType or any other that follows Standard Schema. */
  readonly input?: InputSchema | undefined;
  /** Names of signals that callers may send. */
  readonly signals?: readonly string[] | undefined;
  /** Approval steps that callers may answer, and whose questions they see. */
  readonly approvals?: readonly string[] | undefined;
  /** Whether they may cancel. */
  readonly cancel?: boolean | undefined;
  /** Whether they see the messages of failures, which handlers write, and not only the codes. */
  readonly showsMessages?: boolean | undefined;
}

/** Who calls. A run belongs to the tenant that started it, and nobody else sees that it exists. */
export interface Caller {
  /** A name of 1 to 256 characters, such as the id of an account. */
  readonly tenant: string;
  /** The person, for the fleet's log of answers and signals; 1 to 128 printable characters. */
  readonly by?: string | undefined;
  /** Values that become fields of each input, whatever the caller wrote there: a workflow can list its runs by them. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly limits?: CallerLimits | undefined;
}

export interface CallerLimits {
  /**
   * The most runs of the tenant that have not ended, 0 (it starts none) to 500, among its latest 10,000. Starts at the same moment may exceed it by their
   * number.
   */
  readonly openRuns?: number | undefined;
  /** The most readers of events of the tenant in this process; default 50. */
  readonly readers?: number | undefined;
  /** How many requests of the tenant this process answers. */
  readonly rate?: RequestRate | undefined;
}

/** A token bucket: each request takes a token. */
export interface RequestRate {
  /** How many tokens come in a second; above 0. `Infinity` is no limit. */
  readonly perSecond: number;
  /** The most tokens there are, so how many requests may come at once; at least 1, default `perSecond`. */
  readonly burst?: number | undefined;
}

/** A schema that follows Standard Schema v1 (https://standardschema.dev). */
export interface InputSchema {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
  };
}

type SchemaResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
