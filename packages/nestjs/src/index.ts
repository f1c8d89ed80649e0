export { Ag06Module } from './ag06-module.ts';
export { Ag06Worker } from './ag06-worker.ts';
export { Agent, type AgentMethod, type AgentOptions } from './agent-decorator.ts';
export { AG06_OPTIONS, type Ag06AsyncOptions, type Ag06Options, InjectClient } from './options.ts';
