/** Workflow and agent names. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,127}$/;
/** Step ids. CEL keywords are refused on top of this. */
export const STEP_ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Names of attributes. */
export const ATTRIBUTE_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Run ids as they appear in paths and jobs. */
export const RUN_ID_PATTERN = /^r([0-9a-z]{1,3})-[0-9a-z]{9}[0-9A-Za-z]{12}$/;
/** Names of streams, and types of their events. */
export const STREAM_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
/** Names of consumer groups and of their consumers. */
export const GROUP_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Correlation ids and dedupe keys: printable ASCII. */
export const PRINTABLE_PATTERN = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/;

/** Returns the name of an agent's queue. */
export const agentQueue = (agent: string): string => `agent.${agent}`;

/** The queue on which other services may submit runs. */
export const SUBMISSIONS_QUEUE = 'ag06.submissions';
export const SIGNALS_QUEUE = 'ag06.signals';
/** The queues on which other services put jobs for the fleet. */
export const ENTRY_QUEUES: readonly string[] = [SUBMISSIONS_QUEUE, SIGNALS_QUEUE];

/** The only tenant: callers cannot name one yet. */
export const DEFAULT_TENANT = 'default';

/** The prefix of a fleet's keys, queues and schemas. `AG06_PREFIX` gives each fleet on one server its own. */
export const DEFAULT_PREFIX = 'ag06';
/** It must fit into the names of keys, channels and SQL schemas alike. */
export const PREFIX_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;
