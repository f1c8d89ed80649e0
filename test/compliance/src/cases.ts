/** The groups of cases; each has a folder of this name. */
export const CATEGORIES = [
  'core',
  'observability',
  'persistence',
  'optimization',
  'breakers',
  'integration',
  'performance',
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Case {
  readonly number: number;
  readonly name: string;
  readonly category: Category;
}

const NAMES: Readonly<Record<Category, readonly string[]>> = {
  core: [
    'Integrated System Initialization',
    'Specialized Agent Initialization',
    'Basic Workflow Execution',
    'Workflow Execution with Context',
    'System Health Check',
    'Workflow with Custom Steps',
    'Multiple Concurrent Workflows',
    'Workflow Error Handling',
    'Workflow Configuration Validation',
    'Component Integration',
    'Workflow Types Support',
    'Workflow Duration Tracking',
    'Correlation ID Propagation',
    'Workflow Step Tracking',
    'System Resource Management',
  ],
  observability: [
    'Observer Workflow Tracking',
    'Observer Step Recording',
    'Observer Workflow Completion',
    'Observer Health Status',
    'Observer Metrics Collection',
    'Observer Error Tracking',
    'Observer Resource Monitoring',
    'Observer Correlation IDs',
    'Observer Workflow Types',
    'Observer Multiple Steps',
    'Observer Duration Measurement',
    'Observer Concurrent Workflows',
    'Observer Event Export',
    'Observer Health Scoring',
    'Observer Metrics Summary',
  ],
  persistence: [
    'Event Store Basic Storage',
    'Event Store Deduplication',
    'Event Store Retrieval',
    'Event Store Correlation Tracking',
    'Event Store Multiple Streams',
    'Event Store Stream Info',
    'Event Store Health Status',
    'Event Store Large Payload',
    'Event Store Concurrent Writes',
    'Event Store Event Types',
    'Event Store Timestamp Tracking',
    'Event Store Mark Processed',
    'Event Store Fallback Behavior',
    'Event Store Error Handling',
    'Event Store Stream Isolation',
  ],
  optimization: [
    'Optimizer Initialization',
    'Optimizer Performance Recording',
    'Optimizer Configuration Suggestion',
    'Optimizer Feature Extraction',
    'Optimizer Performance Prediction',
    'Optimizer Learning Iterations',
    'Optimizer A/B Experiment Creation',
    'Optimizer A/B Config Assignment',
    'Optimizer A/B Result Recording',
    'Optimizer Optimization Summary',
    'Optimizer Model Export',
    'Optimizer Success/Failure Tracking',
    'Optimizer Context Awareness',
    'Optimizer Weight Updates',
    'Optimizer Configuration Space',
  ],
  breakers: [
    'Circuit Breaker Initialization',
    'Circuit Breaker Success Recording',
    'Circuit Breaker Failure Recording',
    'Circuit Breaker State Transitions',
    'Circuit Breaker Call Execution',
    'Circuit Breaker Call Rejection',
    'Circuit Breaker Timeout Reset',
    'Circuit Breaker Half-Open State',
    'Circuit Breaker Statistics',
    'Circuit Breaker Concurrent Access',
  ],
  integration: [
    'Agent Workflow Integration',
    'Agent Queue Management',
    'Agent Priority Handling',
    'Agent Status Reporting',
    'Agent Circuit Breaker Integration',
    'End-to-End Workflow Execution',
    'Component Health Aggregation',
    'Error Propagation',
    'Concurrent Integration',
    'Data Flow Integration',
  ],
  performance: [
    'Workflow Latency',
    'Concurrent Performance',
    'Memory Efficiency',
    'Throughput Measurement',
    'Resource Cleanup',
    'Event Store Performance',
    'Optimizer Performance',
    'System Scalability',
  ],
};

/** The 88 cases, in their order: their numbers run on from category to category. */
export const CASES: readonly Case[] = CATEGORIES.flatMap((category) =>
  NAMES[category].map((name) => ({ name, category })),
).map((one, i) => ({ number: i + 1, ...one }));

/** The title of a case's test: its number with two digits, and its name. */
export const titleOf = ({ number, name }: Case): string => `${String(number).padStart(2, '0')} ${name}`;
