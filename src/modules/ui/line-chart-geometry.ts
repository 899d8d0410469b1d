export interface ChartPoint {
  /** A FHIR date or instant. */
  readonly date: string;
  readonly value: number;
}

export interface ChartGeometry {
  readonly dots: readonly { readonly x: number; readonly y: number; readonly point: ChartPoint }[];
  /** Of the line, for `d` of an SVG path. */
  readonly path: string;
  readonly rows: readonly { readonly y: number; readonly value: number }[];
  readonly years: readonly { readonly x: number; readonly year: number }[];
  readonly band?: { readonly y: number; readonly height: number };
}

export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const longestYear = 366 * 24 * 3600 * 1000;

/** Where everything stands. Time runs to scale; the value axis holds all values and, where given, the usual range. */
export function chartGeometry(
  points: readonly ChartPoint[],
  frame: ChartFrame,
  range?: { readonly low: number; readonly high: number },
): ChartGeometry {
  const sorted = points
    .map((point) => ({ point, at: Date.parse(point.date) }))
    .filter(({ at, point }) => Number.isFinite(at) && Number.isFinite(point.value))
    .sort((one, other) => one.at - other.at);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last) return { dots: [], path: '', rows: [], years: [] };

  const values = [...sorted.map(({ point }) => point.value), ...(range ? [range.low, range.high] : [])];
  const steps = niceSteps(Math.min(...values), Math.max(...values), 4);
  const bottomValue = steps[0] ?? 0;
  const topValue = steps.at(-1) ?? 1;
  const span = last.at - first.at;
  const x = (at: number) =>
    span === 0 ? (frame.left + frame.width - frame.right) / 2 : frame.left + ((at - first.at) / span) * inner(frame);
  const y = (value: number) =>
    frame.height -
    frame.bottom -
    ((value - bottomValue) / (topValue - bottomValue)) * (frame.height - frame.top - frame.bottom);

  const dots = sorted.map(({ point, at }) => ({ x: round(x(at)), y: round(y(point.value)), point }));
  return {
    dots,
    path: dots.map((dot, index) => `${index === 0 ? 'M' : 'L'}${dot.x} ${dot.y}`).join(' '),
    rows: steps.map((value) => ({ value, y: round(y(value)) })),
    years: yearMarks(first.at, last.at, inner(frame)).map((year) => ({ year, x: round(x(Date.UTC(year, 0, 1))) })),
    ...(range ? { band: { y: round(y(range.high)), height: round(y(range.low) - y(range.high)) } } : {}),
  };
}

const inner = (frame: ChartFrame) => frame.width - frame.left - frame.right;
const round = (value: number) => Math.round(value * 10) / 10;

/** The first days of years inside the span, no nearer to each other than 48 pixels. */
function yearMarks(from: number, to: number, width: number): readonly number[] {
  const first = new Date(from).getUTCFullYear() + 1;
  const last = new Date(to).getUTCFullYear();
  if (to - from < longestYear / 4) return [];
  const room = Math.max(1, Math.floor(width / 48));
  const every = Math.max(1, Math.ceil((last - first + 1) / room));
  const years: number[] = [];
  for (let year = first; year <= last; year += every) years.push(year);
  return years;
}

/** Round numbers from below `low` to above `high`, about `count` steps of 1, 2 or 5 times a power of ten. */
export function niceSteps(low: number, high: number, count: number): readonly number[] {
  const spread = high - low || Math.abs(high) || 1;
  const rough = spread / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  const start = Math.floor(low / step) * step;
  const end = Math.max(Math.ceil(high / step) * step, start + step);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const steps: number[] = [];
  for (let value = start; value <= end + step / 2; value += step) steps.push(Number(value.toFixed(digits)));
  return steps;
}
