import '@ag06/service-host/require-node';

export { Ag06Module } from './ag06-module.ts';
export { Ag06Worker } from './ag06-worker.ts';
export { Agent, type AgentMethod, type AgentOptions } from './agent-decorator.ts';
export { type Ag06AsyncOptions, type Ag06Options, InjectClient, MODULE_OPTIONS } from './options.ts';
