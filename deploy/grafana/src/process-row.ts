import type { Row } from './dashboard.ts';
import { perSecond, selector, total } from './promql.ts';

/** How each process is, of whatever service. */
export const PROCESSES: Row = {
  title: 'Processes',
  panels: [
    {
      kind: 'timeseries',
      title: 'CPU',
      description: 'Of one core. Near 1 a process has no more to give: add processes, not concurrency.',
      unit: 'percentunit',
      width: 8,
      thresholds: [0.7, 0.9],
      targets: [{ expr: perSecond('cpuTime', ['service', 'instance']), legend: '{{service}} {{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Delay of the event loop, p99',
      description: 'Above 0.2 s a process holds up everything in it: a handler computes without pause.',
      unit: 's',
      width: 8,
      thresholds: [0.1, 0.2],
      targets: [{ expr: selector('loopDelayP99'), legend: '{{service}} {{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Memory',
      description: 'RSS.',
      unit: 'bytes',
      width: 8,
      targets: [{ expr: selector('memoryUsage'), legend: '{{service}} {{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Share of its heap',
      description: 'Heap in use of what Node may take. Near 1: it ends with a heap out of memory.',
      unit: 'percentunit',
      width: 8,
      thresholds: [0.8, 0.95],
      targets: [
        {
          expr: `${total('heapUsed', ['service', 'instance'])} / ${total('heapLimit', ['service', 'instance'])}`,
          legend: '{{service}} {{instance}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Busy event loop',
      description: 'Share of time in which it did something, and its longest delay.',
      unit: 'percentunit',
      width: 8,
      targets: [
        { expr: selector('loopUtilization'), legend: '{{service}} {{instance}}' },
        { expr: `max by (service) (${selector('loopDelayMax')})`, legend: 'longest delay, s: {{service}}' },
      ],
    },
    {
      kind: 'table',
      title: 'What runs',
      description: 'Each process that is scraped, its version and since when it runs (seconds).',
      unit: 'short',
      width: 8,
      targets: [
        { expr: `sum by (service, version, runtime, instance) (${selector('buildInfo')})`, legend: '' },
        { expr: `sum by (service, instance) (${selector('uptime')})`, legend: '' },
      ],
    },
  ],
};
