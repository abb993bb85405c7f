// Inputs left, routes in the middle, outputs right. A picture beside the table that says the same.
import type { Status } from '../api_types';
import { input_state, output_state, type Tone } from './state';

const row = 34;
const box_width = 190;
const box_height = 24;
const columns = [0, 330, 660];
const most_rows = 40; // of a column; more would be a carpet

interface Box {
  name: string;
  tone: Tone | '';
}

const middle = (index: number): number => index * row + box_height / 2 + 4;

function Boxes({ boxes, x }: { boxes: Box[]; x: number }) {
  return (
    <>
      {boxes.map((box, index) => (
        <g key={box.name} class={`box ${box.tone}`} transform={`translate(${x} ${index * row + 4})`}>
          <rect width={box_width} height={box_height} rx="4" />
          <text x="10" y="16">{box.name.length > 26 ? `${box.name.slice(0, 25)}…` : box.name}</text>
        </g>
      ))}
    </>
  );
}

export function RouteMap({ status }: { status: Status }) {
  const inputs = status.inputs.slice(0, most_rows).map((input) => ({ name: input.name, tone: input_state(input, status.now_us).tone }));
  const routes = status.routes.slice(0, most_rows).map((route) => ({ name: route.name, tone: route.failed ? ('warn' as Tone) : ('' as const) }));
  const outputs = status.outputs.slice(0, most_rows).map((output) => ({ name: output.name, tone: output_state(output, status.now_us).tone }));
  const height = Math.max(inputs.length, routes.length, outputs.length) * row + 4;
  const lines: string[] = [];
  const line = (from_x: number, from: number, to_x: number, to: number) => {
    if (from < 0 || to < 0) return;
    const half = (from_x + to_x) / 2;
    lines.push(`M${from_x} ${middle(from)}C${half} ${middle(from)} ${half} ${middle(to)} ${to_x} ${middle(to)}`);
  };
  status.routes.slice(0, most_rows).forEach((route, index) => {
    for (const name of route.inputs) line(columns[0]! + box_width, inputs.findIndex((box) => box.name === name), columns[1]!, index);
    for (const name of route.outputs) line(columns[1]! + box_width, index, columns[2]!, outputs.findIndex((box) => box.name === name));
  });
  return (
    <figure class="map">
      <svg viewBox={`-2 0 ${columns[2]! + box_width + 4} ${height}`} role="img" aria-label="Which input feeds which route and output; the table below says the same.">
        {lines.map((path) => <path key={path} d={path} />)}
        <Boxes boxes={inputs} x={columns[0]!} />
        <Boxes boxes={routes} x={columns[1]!} />
        <Boxes boxes={outputs} x={columns[2]!} />
      </svg>
    </figure>
  );
}
