import { LIMITS, Refusal, type ScheduleBody } from '@ag06/contracts';
import { canonicalJson, readTimes } from '@ag06/engine';
import { GivenInput, type HeldSchedule, loadSchedule, saveSchedule } from '@ag06/runtime';
import { createTimetable, type ScheduleDocument, type ScheduleSettings } from '@ag06/schedule';
import { judgeInput } from '../../intake/judge-input.ts';
import type { Parts } from '../../parts.ts';
import { unknownWorkflow } from '../../refusals/unknown-workflow.ts';
import { changeSchedule, scheduleBusy } from './change-schedule.ts';

/** The settings of a schedule that are to be stored, and their owner. */
export interface PutSchedule {
  readonly settings: ScheduleSettings;
  /** Whether it belongs to a definition. */
  readonly managed: boolean;
  /** The version of that definition. */
  readonly definedBy?: string;
  /** Undefined: it does not change. */
  readonly paused: boolean | undefined;
  /** Whether one that is there may be replaced; by default it may. */
  readonly create?: boolean;
}

/**
 * Creates or replaces a schedule; a dry run only tells how it would be. The active run and queued slots stay. Slots of
 * changed times begin with the next one from now.
 *
 * Throws `Refusal` SCHEDULE_INVALID, WORKFLOW_UNKNOWN, VERSION_UNKNOWN, INPUT_INVALID, INPUT_TOO_LARGE,
 * SCHEDULE_MANAGED, SCHEDULE_EXISTS, SCHEDULES_FULL, SCHEDULE_BUSY.
 */
export async function putSchedule(
  parts: Parts,
  tenant: string,
  name: string,
  body: ScheduleBody,
): Promise<{ readonly held: HeldSchedule; readonly isNew: boolean }> {
  const put = await checkSchedule(parts, tenant, body);
  return body.dryRun ? planSchedule(parts, tenant, name, put) : keepSchedule(parts, tenant, name, put);
}

async function checkSchedule(parts: Parts, tenant: string, body: ScheduleBody): Promise<PutSchedule> {
  const settings = toSettings(body);
  await checkRun(parts, tenant, settings);
  return { settings, managed: false, paused: body.paused, create: body.create };
}

/** Returns the schedule as it would be, and keeps nothing. Throws `Refusal` SCHEDULE_MANAGED, SCHEDULE_EXISTS, SCHEDULES_FULL. */
async function planSchedule({ store }: Parts, tenant: string, name: string, put: PutSchedule) {
  const held = await loadSchedule(store, tenant, name);
  if (held !== undefined) {
    return { held: { ...held, document: replaceOwn(held, put) }, isNew: false };
  }
  if ((await store.schedules.count(tenant)) >= LIMITS.schedules) throw schedulesFull();
  const { now } = await store.schedules.load(tenant, name);
  return { held: { tenant, name, version: 0, document: toNew(put, now), now }, isNew: true };
}

/**
 * Does the same for settings that were checked. Throws `Refusal` SCHEDULE_MANAGED, SCHEDULE_TAKEN, SCHEDULE_EXISTS,
 * SCHEDULES_FULL, SCHEDULE_BUSY.
 */
export async function keepSchedule(
  parts: Parts,
  tenant: string,
  name: string,
  put: PutSchedule,
): Promise<{ readonly held: HeldSchedule; readonly isNew: boolean }> {
  if ((await loadSchedule(parts.store, tenant, name)) === undefined) {
    const created = await createSchedule(parts, tenant, name, put);
    if (created !== undefined) return { held: created, isNew: true };
  }
  const held = await changeSchedule(parts, tenant, name, (found) => replaceOwn(found, put)).catch(
    (error: unknown) => {
      // It was deleted meanwhile.
      throw error instanceof Refusal && error.code === 'SCHEDULE_UNKNOWN' ? scheduleBusy(name) : error;
    },
  );
  return { held, isNew: false };
}

/**
 * Creates a schedule. Returns undefined if there is one by now. It counts again once the schedule is there, and takes it away if
 * others were created at the same moment: whoever is last sees all of them.
 *
 * Throws `Refusal` SCHEDULES_FULL.
 */
export async function createSchedule(
  { store }: Parts,
  tenant: string,
  name: string,
  put: PutSchedule,
): Promise<HeldSchedule | undefined> {
  if ((await store.schedules.count(tenant)) >= LIMITS.schedules) throw schedulesFull();
  const { now } = await store.schedules.load(tenant, name);
  const document = toNew(put, now);
  const created = await saveSchedule(store, { tenant, name, version: 0, document, now }, document);
  if (created === undefined || (await store.schedules.count(tenant)) <= LIMITS.schedules) return created;
  await store.schedules.remove(tenant, name, created.version);
  throw schedulesFull();
}

function toNew({ settings, managed, definedBy, paused = false }: PutSchedule, now: number): ScheduleDocument {
  const next = createTimetable(settings.timing).after(now) ?? null;
  return { settings, managed, definedBy, paused, next, cur: null, queue: [], pend: null, last: [] };
}

function schedulesFull(): Refusal {
  const message = `There are ${LIMITS.schedules} schedules, which is the most. Delete one that is not needed.`;
  return new Refusal(409, 'SCHEDULES_FULL', message);
}

/** Throws `Refusal` SCHEDULE_MANAGED, SCHEDULE_TAKEN, SCHEDULE_EXISTS. */
function replaceOwn(found: HeldSchedule, put: PutSchedule): ScheduleDocument {
  const { name, document } = found;
  refuseOtherOwner(name, document, put.managed);
  const replaced = replaceSchedule(found, put);
  if (put.create !== true || replaced === document) return replaced;
  const message = `There is a schedule ${name} already. Choose another name, or replace it: PUT /v1/schedules/${name} without \`create\`.`;
  throw new Refusal(409, 'SCHEDULE_EXISTS', message);
}

/** Returns the changed document; the same object if nothing changes. */
export function replaceSchedule({ document, now }: HeldSchedule, put: PutSchedule): ScheduleDocument {
  const { settings, managed, definedBy, paused = document.paused } = put;
  const isSame = (a: unknown, b: unknown) => canonicalJson(plain(a)) === canonicalJson(plain(b));
  const isKept = isSame(settings, document.settings) && paused === document.paused;
  if (isKept && definedBy === document.definedBy) return document;
  const goesOn = isSame(settings.timing, document.settings.timing) && !(document.paused && !paused);
  const next = goesOn ? document.next : (createTimetable(settings.timing).after(now) ?? null);
  return { ...document, settings, managed, definedBy, paused, next };
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Throws unless the caller is the owner of the schedule: a definition, or people. */
export function refuseOtherOwner(name: string, document: ScheduleDocument, managed: boolean): void {
  if (document.managed === managed) return;
  throw managed
    ? new Refusal(
        409,
        'SCHEDULE_TAKEN',
        `There is a schedule ${name} that no definition made, so the one of the definition cannot have its name. Delete it with DELETE /v1/schedules/${name}, or take \`schedule\` out of the definition.`,
      )
    : new Refusal(
        409,
        'SCHEDULE_MANAGED',
        `The schedule ${name} belongs to the definition of the workflow ${name}. Push the definition with another \`schedule\`, or without one.`,
      );
}

function toSettings(body: ScheduleBody): ScheduleSettings {
  const { workflow, version, input, overlap, catchUp } = body;
  const read = readTimes(body);
  if ('fault' in read) {
    const { path, expected, got } = read.fault;
    const message = `The schedule cannot be kept: ${path}: expected ${expected}.`;
    throw new Refusal(422, 'SCHEDULE_INVALID', message, { errors: [{ path, expected, got }] });
  }
  const { timing, jitterMs } = read;
  return { workflow, ...(version !== undefined && { version }), input, timing, overlap, catchUp, jitterMs };
}

/** Refuses settings whose every run would be refused. */
async function checkRun(parts: Parts, tenant: string, settings: ScheduleSettings): Promise<void> {
  const { workflow, version, input: value } = settings;
  const input = GivenInput.of(value);
  checkScheduleInput(input.text);
  const { plans } = parts;
  const plan = await (version === undefined
    ? plans.loadLatest(tenant, workflow)
    : plans.load(tenant, workflow, version));
  if (plan === undefined) {
    if (version === undefined) throw await unknownWorkflow(parts.store.workflows, tenant, workflow);
    throw new Refusal(
      404,
      'VERSION_UNKNOWN',
      `There is no version ${version} of a workflow ${workflow}. GET /v1/workflows/${workflow}/versions lists them.`,
    );
  }
  const { errors, errorCount } = await judgeInput(parts.intake, plan, input);
  if (errorCount === 0) return;
  const message = `The input does not match the schema of ${plan.name}.`;
  throw new Refusal(422, 'INPUT_INVALID', message, { errors, errorCount });
}

/** Throws `Refusal` INPUT_TOO_LARGE. */
function checkScheduleInput(text: string): void {
  if (Buffer.byteLength(text) <= LIMITS.scheduleInputBytes) return;
  const message = `The input of a schedule is larger than ${LIMITS.scheduleInputBytes} bytes. Give the runs the place of the data in its stead.`;
  throw new Refusal(413, 'INPUT_TOO_LARGE', message);
}
