import { describe, expect, it } from '@jest/globals';
import { renameSchemas } from './rename-schemas.ts';
import type { Database, NotificationSubscriber } from './sql-database.ts';

function renamed(names: Readonly<Record<string, string>>) {
  const sent: unknown[] = [];
  const subscribers: NotificationSubscriber[] = [];
  const query = async (text: string, params?: readonly unknown[]) => {
    sent.push(params === undefined ? text : [text, params]);
    return { rows: [] };
  };
  const database: Database = {
    query,
    listen: async (channel) => void sent.push(`LISTEN ${channel}`),
    onNotification: (subscriber) => {
      subscribers.push(subscriber);
      return () => {};
    },
    isUp: () => true,
    withSession: (use) => use({ query }),
    close: async () => {},
  };
  return {
    database: renameSchemas(database, new Map(Object.entries(names))),
    given: database,
    sent,
    subscribers,
  };
}

const NAMES = { ag06: 'ag06_acme', bullmq: 'bullmq_acme' };

describe('renameSchemas', () => {
  it.each([
    ['SELECT ag06.now_ms() FROM ag06.runs r', 'SELECT ag06_acme.now_ms() FROM ag06_acme.runs r'],
    ['CREATE SCHEMA IF NOT EXISTS ag06;', 'CREATE SCHEMA IF NOT EXISTS ag06_acme;'],
    [`'ag06'::regnamespace`, `'ag06_acme'::regnamespace`],
    [`pg_notify('ag06_ended', x)`, `pg_notify('ag06_acme_ended', x)`],
    ['FROM bullmq.job', 'FROM bullmq_acme.job'],
    ['LISTEN bullmq_jobs', 'LISTEN bullmq_jobs'],
    ['SELECT bag06.x, ag0611.y', 'SELECT bag06.x, ag0611.y'],
  ])('sends %s as %s', async (text, expected) => {
    const { database, sent } = renamed(NAMES);
    await database.query(text);
    await database.withSession((session) => session.query(text));
    expect(sent).toEqual([expected, expected]);
  });

  it('leaves the values of a statement as they are', async () => {
    const { database, sent } = renamed(NAMES);
    await database.query('SELECT $1', ['ag06.runs']);
    expect(sent).toEqual([['SELECT $1', ['ag06.runs']]]);
  });

  it('listens to the channels of its fleet, and tells of them under the names that it was asked for', async () => {
    const { database, sent, subscribers } = renamed(NAMES);
    const heard: string[] = [];
    database.onNotification({ onNotification: (channel) => heard.push(channel), onLost: () => {} });
    await database.listen('ag06_ended');
    subscribers[0]?.onNotification('ag06_acme_ended', '');
    expect([sent, heard]).toEqual([['LISTEN ag06_acme_ended'], ['ag06_ended']]);
  });

  it('is the database itself where nothing has another name', () => {
    const { database, given } = renamed({});
    expect(database).toBe(given);
  });
});
