export {
  type BullProcessor,
  type FromProcessorOptions,
  fromProcessor,
  type StepJobInput,
} from './adopt/adopt-function.ts';
export type { ClosableAgent } from './closable-agent.ts';
export { type ConvertedFlow, type FlowNote, type FromFlowOptions, fromFlow } from './flow/index.ts';
export { type BullmqAgentOptions, bullmqAgent } from './hand-over/bullmq-agent.ts';
export type { RedisConnection } from './hand-over/redis-of-jobs.ts';
