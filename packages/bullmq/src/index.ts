export {
  type BullProcessor,
  type ClosableAgent,
  type FromProcessorOptions,
  fromProcessor,
  type StepJobInput,
} from './adopt/adopt-function.ts';
