import type { Database } from '@ag06/postgres';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import { MOVES, type MoveName, PARK_KINDS, PARKINGS, UNIT_STATUSES } from '@ag06/protocol';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrateStore } from './migrate.ts';

let database: Database;
beforeAll(async () => {
  database = await openPreparedDatabase('store', migrateStore);
}, 60_000);
afterAll(() => database.close());

const COMMAND = {
  id: 'now',
  runId: 'r',
  issuer: { worker: 'w-2', job: 'b.d1', delivery: 2 },
  toldMax: 65_536,
};

/** A run with a step, two lanes (with and without an item) and an output in every state that a unit may be in. */
const RUN = `
INSERT INTO ag06.runs VALUES ('r', 't', 'w', 'c', 'running', 7, 0, 1000, 1000, NULL, '', true);
INSERT INTO ag06.run_data VALUES ('r', '{}', '1');
INSERT INTO ag06.item_counts VALUES ('r', 'f', 40, 20, 21, 1);
INSERT INTO ag06.item_chunks VALUES ('r', 'f', 1, repeat(E'1\\n', 16));
CREATE TEMP TABLE states AS
SELECT row_number() OVER () AS n, s.* FROM (VALUES ${states().join()}) AS s (status, token, reason);
INSERT INTO ag06.unit_states
SELECT 'r', k.kind || s.n || k.tail, s.status, 3, 2, 1, 'old', 'before', '', 0, s.token, '', 500, false, '{}',
  NULL, NULL, k.item, ARRAY[4], s.reason, CASE s.status WHEN 'parked' THEN 3 ELSE 0 END
FROM states s, (VALUES ('a', '', NULL), ('f', '.0', 5), ('f', '.1', NULL)) AS k (kind, tail, item);
INSERT INTO ag06.blocked_units
SELECT u.reason, 1000, 'r', u.unit, u.park FROM ag06.unit_states u WHERE ag06.is_listed(u);
INSERT INTO ag06.timers
SELECT 'r', 'due', u.unit || '|' || u.park, 500 FROM ag06.unit_states u WHERE u.reason = 'timer';
INSERT INTO ag06.unit_states VALUES
  ('r', '$', 'ready', 1, 0, 0, '', 'before', '', 0, 7, '', 500, true, '{}', NULL, NULL, NULL, NULL),
  ('r', 'f', 'running', 1, 0, 0, '', 'before', '', 0, 0, '', 0, false, '{}', NULL, NULL, NULL, NULL),
  ('r', 'f.0', 'running', 3, 2, 1, 'old', 'before', 'f.0.d2', 1, 6, 'w-1', 9, false, '{}', NULL, NULL, 5, ARRAY[4]);
`;

function states(): readonly string[] {
  const plain = UNIT_STATUSES.filter((status) => status !== 'pending' && status !== 'parked');
  return [
    ...plain.map((status) => `('${status}', ${status === 'running' ? 6 : 0}, '')`),
    `('ready', 5, '')`,
    ...PARK_KINDS.map((kind) => `('parked', 0, '${kind}${PARKINGS[kind].isListed ? ':x' : ''}')`),
  ];
}

/** Everything that a function leaves behind, of a run that is as it was afterwards. */
async function play(how: string): Promise<object> {
  return database.withSession(async (session) => {
    await session.query('BEGIN');
    try {
      await session.query(RUN);
      await session.query(`
        CREATE FUNCTION pg_temp.play(w ag06.work) RETURNS ag06.work LANGUAGE plpgsql AS $$
        DECLARE
          x ag06.unit_states;
        BEGIN ${how} RETURN w; END $$`);
      const told = await session.query(
        `SELECT tokens, types, bodies, enqueues, obsolete, grants, evaluations
        FROM pg_temp.play(ag06.load_run(ag06.begin_work($1)))`,
        [JSON.stringify(COMMAND)],
      );
      const units = await session.query('SELECT * FROM ag06.unit_states ORDER BY unit');
      const listed = await session.query('SELECT * FROM ag06.blocked_units ORDER BY unit');
      const counted = await session.query(
        'SELECT reason, sum(units)::integer AS units FROM ag06.blocked_counts GROUP BY reason ORDER BY reason',
      );
      const timers = await session.query('SELECT * FROM ag06.timers ORDER BY subject');
      return {
        timers: timers.rows,
        told: told.rows,
        units: units.rows,
        listed: listed.rows,
        counted: counted.rows,
      };
    } finally {
      await session.query('ROLLBACK');
    }
  });
}

/** Moves every unit that the row admits, one by one, as the interpreter of the table does. */
const oneByOne = (row: MoveName, more = '') => `
FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id AND (ag06.origin_of(u) = ANY ('{${MOVES[row].from.join()}}')
  OR 'parked' = ANY ('{${MOVES[row].from.join()}}') AND ag06.origin_of(u) LIKE 'parked%') ORDER BY u.unit
LOOP
  w := ag06.move(w, x, '${row}'${more});
END LOOP;`;

it('the end of a run by force cancels all that is open as the row of the table does', async () => {
  const quiet = `, is_quiet => x.status <> 'running' AND ag06.origin_of(x) <> 'parked(retry)'`;
  expect(await play('w := ag06.cancel_open(w);')).toEqual(await play(oneByOne('cancel', quiet)));
});

it('a run that resumes schedules all that the pause blocked as the row of the table does', async () => {
  const ready = `DELETE FROM ag06.unit_states WHERE status = 'ready';`;
  expect(await play(`${ready} w := ag06.release_run(w, 'run.resumed');`)).toEqual(
    await play(`${ready} w := ag06.add_event(w, 'run.resumed', '{}'); ${oneByOne('resume')}`),
  );
});

it('a step that becomes its lanes schedules them as the row of the table does', async () => {
  const expand = (lanes: number) => `
    x := ag06.new_unit('r', 'g', true, '{}');
    w := ag06.open(w, x, 'evaluate');
    w := ag06.expand(w, ag06.find_unit('r', 'g'), '{"list": {"total": 9, "chunks": ["1"]}, "lanes": ${lanes},
      "first": "claim", "reads": ["in"]}');`;
  const others = `FOR i IN 1..4 LOOP
      w := ag06.open(w, ag06.new_unit('r', 'g.' || i, false, '{in}'), 'schedule');
    END LOOP;`;
  expect(await play(expand(5))).toEqual(await play(`${expand(1)} ${others}`));
});

it('a step that does items again schedules its lanes as the rows of the table do', async () => {
  const begun = `
    w := ag06.open(w, ag06.new_unit('r', 'g', true, '{}'), 'evaluate');
    w := ag06.expand(w, ag06.find_unit('r', 'g'), '{"list": {"total": 9, "chunks": ["1"]}, "lanes": 5,
      "first": "schedule", "reads": []}');
    UPDATE ag06.unit_states SET status = 'cancelled', attempt = 2, item = 3, lost = 2 WHERE unit LIKE 'g.%';
    UPDATE ag06.unit_states SET status = 'ready' WHERE unit = 'g';`;
  const redo = (lanes: number) => `
    w := ag06.redo(w, ag06.find_unit('r', 'g'), '{"items": {"left": 5, "chunks": ["\\n\\n\\n\\n4\\n5\\n6\\n7\\n8"],
      "dropped": []}, "lanes": ${lanes}, "first": "claim", "reads": ["in"]}');`;
  const others = `FOR i IN 1..4 LOOP
      x := ag06.find_unit('r', 'g.' || i);
      x.item := NULL;
      x.reads := '{in}';
      w := ag06.move(w, x, 'revive');
      w := ag06.move(w, ag06.find_unit('r', x.unit), 'schedule');
    END LOOP;`;
  expect(await play(`${begun} ${redo(5)}`)).toEqual(await play(`${begun} ${redo(1)} ${others}`));
});

it.each(['claim', 'schedule', 'hand-back'])(
  'a lane that puts its item down and goes on by %s is what the row of the table makes of it',
  async (goesOn) => {
    const settle = (
      status: string,
    ) => `w.status := '${status}'; w := ag06.settle(w, ag06.find_unit('r', 'f.0'),
      '{"status": "completed", "result": "1", "goesOn": "${goesOn}"}', false);`;
    const byRow = `w := ag06.move(w, ag06.find_unit('r', 'f.0'), 'settle');`;
    // The event of the item is told before: by the row, its attempt would be the first again.
    const untold = `w.types := '{}'; w.bodies := '{}';`;
    for (const status of ['running', 'paused']) {
      expect(await play(`${settle(status)} ${untold}`)).toEqual(
        await play(`${byRow} ${settle(status)} ${untold}`),
      );
    }
  },
);

it('a unit that is where the row of the table does not begin is not moved: that is an error', async () => {
  for (const [name, { from }] of Object.entries(MOVES)) {
    const refused = `FOR x IN SELECT * FROM ag06.unit_states u WHERE u.run_id = w.run_id LOOP
      BEGIN
        PERFORM ag06.move(w, x, '${name}', '', 'pause');
        w.types := w.types || ag06.origin_of(x);
      EXCEPTION WHEN raise_exception THEN NULL; END;
    END LOOP;`;
    const { told } = (await play(refused)) as { told: [{ types: string[] }] };
    const isWord = (origin: string) =>
      from.some((word) => word === origin || (word === 'parked' && origin.startsWith('parked(')));
    const known = UNIT_STATUSES.filter((status) => status !== 'pending' && status !== 'parked');
    const origins = [...known, ...PARK_KINDS.map((kind) => `parked(${kind})`)];
    expect({ [name]: [...new Set(told[0].types)].sort() }).toEqual({ [name]: origins.filter(isWord).sort() });
  }
});
