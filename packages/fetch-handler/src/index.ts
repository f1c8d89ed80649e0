export { createHandler } from './create-handler.ts';
export type {
  Caller,
  CallerLimits,
  FetchHandler,
  HandlerOptions,
  InputSchema,
  RequestRate,
  WorkflowAccess,
} from './options.ts';
