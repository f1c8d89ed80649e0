export { createHandler } from './create-handler.ts';
export type {
  Caller,
  CallerLimits,
  FetchHandler,
  HandlerOptions,
  InputSchema,
  WorkflowAccess,
} from './options.ts';
