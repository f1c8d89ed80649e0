import type { StepView } from '@ag06/client';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import type { GraphStep } from './definition-graph.ts';
import { BOX, type LaidEdge, layOut, type Point } from './lay-out.ts';
import { lookOf, wordOf } from './status-glyphs.ts';
import './step-graph.css';
import { tellProgress, tellStep } from './tell-step.ts';
import { toScroll } from './to-scroll.ts';

const ZOOM = { min: 0.15, max: 2, step: 1.3, legible: 0.55 } as const;

type States = Readonly<Record<string, StepView>>;

/** The steps as a picture that scrolls and zooms. The table beneath tells the same to those who cannot see it. */
export function StepGraph({
  steps,
  states,
  chosen,
  onChoose,
}: {
  readonly steps: readonly GraphStep[];
  /** Empty for a definition alone. */
  readonly states: States | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (step: string) => void;
}) {
  const frame = useRef<HTMLElement>(null);
  const layout = useMemo(() => layOut(steps), [steps]);
  const [zoom, setZoom] = useState(1);
  const fit = () => {
    const { clientWidth = 1, clientHeight = 1 } = frame.current ?? {};
    setZoom(clamp(Math.min(1, clientWidth / layout.width, clientHeight / layout.height)));
  };
  useEffect(() => {
    const width = frame.current?.clientWidth ?? 1;
    setZoom(Math.max(ZOOM.legible, Math.min(1, width / layout.width)));
  }, [layout]);
  useDrag(frame);
  useReveal(frame, chosen === undefined ? undefined : layout.boxes.get(chosen), zoom);
  return (
    <div class="step-graph">
      <div class="zoom">
        <button type="button" onClick={() => setZoom(clamp(zoom / ZOOM.step))} aria-label="Smaller graph">
          −
        </button>
        <button type="button" onClick={() => setZoom(clamp(zoom * ZOOM.step))} aria-label="Larger graph">
          +
        </button>
        <button type="button" onClick={fit}>
          Fit
        </button>
      </div>
      <ScrollArea class="frame" frame={frame} label="Graph of the steps; it scrolls">
        <svg
          role="img"
          aria-label={`Graph of ${steps.length} steps. The table below lists them.`}
          width={layout.width * zoom}
          height={layout.height * zoom}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
        >
          {layout.edges.map((edge) => (
            <path key={`${edge.from} ${edge.to}`} class={edgeClass(edge, states)} d={toPath(edge.points)} />
          ))}
          {steps.map((step) => (
            <StepBox
              key={step.id}
              step={step}
              state={states === undefined || !Object.hasOwn(states, step.id) ? undefined : states[step.id]}
              place={layout.boxes.get(step.id) ?? { x: 0, y: 0 }}
              isChosen={step.id === chosen}
              onChoose={onChoose}
            />
          ))}
        </svg>
      </ScrollArea>
    </div>
  );
}

const clamp = (zoom: number): number => Math.max(ZOOM.min, Math.min(ZOOM.max, zoom));

function StepBox({
  step,
  state,
  place: { x, y },
  isChosen,
  onChoose,
}: {
  readonly step: GraphStep;
  readonly state: StepView | undefined;
  readonly place: Point;
  readonly isChosen: boolean;
  readonly onChoose: (step: string) => void;
}) {
  const look = state === undefined ? undefined : lookOf(state.status);
  const progress = state === undefined ? '' : tellProgress(state);
  const word =
    state === undefined ? tellStep(step) : [wordOf(state.status), progress].filter(Boolean).join(' · ');
  const classes = [
    'box',
    look?.tone ?? 'plain',
    isChosen ? 'chosen' : '',
    look?.isDashed === true ? 'dashed' : '',
  ];
  return (
    // Those who use the keyboard choose a step in the table.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <g class={classes.join(' ')} transform={`translate(${x} ${y})`} onClick={() => onChoose(step.id)}>
      <title>{`${step.id}: ${tellStep(step)}${state === undefined ? '' : `, ${word}`}`}</title>
      {step.forEach && <rect class="behind" x={4} y={-4} width={BOX.width} height={BOX.height} rx={5} />}
      <rect width={BOX.width} height={BOX.height} rx={5} />
      <text class="sign" x={10} y={19}>
        {look?.sign ?? ''}
      </text>
      <text class="name" x={look === undefined ? 10 : 28} y={19}>
        {shorten(step.id, 21)}
      </text>
      <text class="word" x={10} y={37}>
        {shorten(word, 28)}
      </text>
    </g>
  );
}

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

const edgeClass = ({ from }: LaidEdge, states: States | undefined): string =>
  states !== undefined && Object.hasOwn(states, from) && states[from]?.status === 'completed'
    ? 'edge done'
    : 'edge';

/** Bends between columns, and goes straight through them. */
function toPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  let last = first;
  for (const point of rest) {
    const middle = (last.x + point.x) / 2;
    path +=
      last.y === point.y ? `H${point.x}` : `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`;
    last = point;
  }
  return path;
}

/** Scrolls to a box that is out of sight, such as of a step that was chosen elsewhere. */
function useReveal(
  frame: { readonly current: HTMLElement | null },
  box: Point | undefined,
  zoom: number,
): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null || box === undefined) return;
    const { scrollLeft, clientWidth, scrollTop, clientHeight } = element;
    element.scrollLeft = toScroll(
      { scroll: scrollLeft, view: clientWidth },
      { start: box.x * zoom, size: BOX.width * zoom },
    );
    element.scrollTop = toScroll(
      { scroll: scrollTop, view: clientHeight },
      { start: box.y * zoom, size: BOX.height * zoom },
    );
  }, [frame, box, zoom]);
}

/** Lets a mouse drag what scrolls. Fingers do so anyway. */
function useDrag(frame: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    let from: { x: number; y: number; left: number; top: number } | undefined;
    const down = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
    };
    const move = (event: PointerEvent) => {
      if (from === undefined) return;
      element.scrollLeft = from.left + from.x - event.clientX;
      element.scrollTop = from.top + from.y - event.clientY;
    };
    const up = () => {
      from = undefined;
    };
    element.addEventListener('pointerdown', down, { signal });
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', up, { signal });
    return () => controller.abort();
  }, [frame]);
}
