import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BOX, type LaidEdge, layOut, type Point } from './lay-out.ts';
import { keepApart } from './place-rows.ts';
import { toRanks, type Vertex } from './ranks.ts';

const chain = (...ids: readonly string[]): Vertex[] =>
  ids.map((id, at) => ({ id, needs: ids.slice(Math.max(0, at - 1), at) }));

/** Graphs without circles: each step needs some before it. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 40 }).map((all) =>
  all.map(
    (needs, at): Vertex => ({
      id: `s${at}`,
      needs: at === 0 ? [] : [...new Set(needs.map((need) => `s${need % at}`))],
    }),
  ),
);

test('a chain is drawn in one line', () => {
  const { boxes, edges, height } = layOut(chain('a', 'b', 'c'));
  const tops = [...boxes.values()].map(({ y }) => y);
  expect(new Set(tops).size).toBe(1);
  expect(height).toBeLessThan(2 * BOX.height);
  expect(edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>c']);
});

test('no boxes overlap, and every edge leads to the right', () => {
  fc.assert(
    fc.property(graphs, (vertices) => {
      const { boxes, edges, width, height } = layOut(vertices);
      const all = [...boxes.values()];
      const isOutside = ({ x, y }: Point) =>
        x < 0 || y < 0 || x + BOX.width > width || y + BOX.height > height;
      const meets = (a: Point, b: Point) =>
        a !== b && Math.abs(a.x - b.x) < BOX.width && Math.abs(a.y - b.y) < BOX.height;
      const isBack = ({ points }: LaidEdge) =>
        points.some(({ x }, at) => at > 0 && x <= (points[at - 1]?.x ?? 0));
      const isAt = (point: Point | undefined, box: Point | undefined, side: number) =>
        point?.x === (box?.x ?? 0) + side && point.y === (box?.y ?? 0) + BOX.height / 2;
      const isLoose = ({ from, to, points }: LaidEdge) =>
        !isAt(points[0], boxes.get(from), BOX.width) || !isAt(points.at(-1), boxes.get(to), 0);
      expect(all).toHaveLength(vertices.length);
      expect(all.filter(isOutside)).toEqual([]);
      expect(all.filter((a) => all.some((b) => meets(a, b)))).toEqual([]);
      expect(edges.filter(isBack)).toEqual([]);
      expect(edges.filter(isLoose)).toEqual([]);
    }),
  );
});

test('an edge over several columns passes no box', () => {
  fc.assert(
    fc.property(graphs, (vertices) => {
      const { boxes, edges } = layOut(vertices);
      const all = [...boxes.values()];
      const isHit = ({ x, y }: Point) =>
        all.some((box) => box.x === x && y > box.y && y < box.y + BOX.height);
      expect(edges.filter(({ points }) => points.slice(1, -1).some(isHit))).toEqual([]);
    }),
  );
});

test('steps that need each other in a circle are drawn all the same', () => {
  const circle = [
    { id: 'a', needs: ['b'] },
    { id: 'b', needs: ['a'] },
    { id: 'c', needs: [] },
  ];
  expect(layOut(circle).boxes.size).toBe(3);
  expect(toRanks(circle).get('c')).toBe(0);
});

test('a definition of the largest size is laid out', () => {
  const vertices = Array.from({ length: 1_000 }, (_, at) => ({
    id: `s${at}`,
    needs: Array.from({ length: Math.min(10, at) }, (_, i) => `s${Math.floor((at * (i + 1)) / 11)}`),
  })).map(({ id, needs }) => ({ id, needs: [...new Set(needs)].filter((need) => need !== id) }));
  expect(layOut(vertices).boxes.size).toBe(1_000);
});

test('keepApart leaves places that have room, and spreads the others around their middle', () => {
  expect(keepApart([0, 100], [10, 10])).toEqual([0, 100]);
  expect(keepApart([50, 50, 200], [10, 20, 10])).toEqual([42.5, 57.5, 200]);
});
