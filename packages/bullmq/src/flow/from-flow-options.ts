export interface FromFlowOptions {
  /** The name of the workflow. */
  readonly name: string;
  /** For queues whose processors are agents now (`fromProcessor`): the agent. All other queues stay queues of BullMQ. */
  readonly agents?: Readonly<Record<string, string>>;
  /** The agent that hands jobs to workers of BullMQ (`bullmqAgent`); `bullmq.job`. */
  readonly agent?: string;
  /**
   * Where the data of the jobs go: `inline` into the definition (default), or `input`: each run has its own, in a field of the
   * name of its step.
   */
  readonly data?: 'inline' | 'input';
  /**
   * A field of the data in which jobs that stay on BullMQ get the return values of their children, by the name of the step.
   * Without it they do not get them, because `getChildrenValues()` is empty there.
   */
  readonly childrenField?: string;
}
