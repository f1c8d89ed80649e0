export { type ConvertedFlow, fromFlow } from './from-flow.ts';
export type { FromFlowOptions } from './from-flow-options.ts';
export type { FlowNote } from './notes.ts';
