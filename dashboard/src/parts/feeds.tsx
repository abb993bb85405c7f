// Inputs and outputs as tables: the same rows on the overview and on their own pages.
import type { ComponentChildren } from 'preact';
import { hold_output, pause_input } from '../acts';
import { may } from '../api';
import type { Input, Output, Status } from '../api_types';
import { link } from '../router';
import { ago, lasting, milliseconds, number, percent } from '../times';
import { Spark } from './spark';
import { Button } from './page';
import { input_state, output_state, State } from './state';
import { Table, type Column } from './table';

const none = <span class="faint">–</span>;
// Zero is quiet; what the engine does not know is a dash.
const quiet = (value: number | null | undefined, words: (value: number) => ComponentChildren = number) =>
  value === undefined || value === null ? none : value === 0 ? <span class="faint">0</span> : words(value);

const input_columns = (now_us: number): Column<Input>[] => [
  { title: 'Input', cell: (row) => <a data-row href={link('connections', row.name)}>{row.name}</a> },
  { title: 'State', kind: 'wide', cell: (row) => { const shown = input_state(row, now_us); return <State tone={shown.tone}>{shown.words}</State>; } },
  { title: 'Last', kind: 'number', cell: (row) => (row.last_us ? ago(row.last_us, now_us) : none) },
  { title: 'In/min', kind: 'number', cell: (row) => quiet(row.per_minute) },
  { title: 'Last hour', kind: 'chart', cell: (row) => <Spark values={row.history ?? []} /> },
  { title: 'Refused', kind: 'number', cell: (row) => quiet(row.acks?.negative) },
];

export function Inputs({ status, acts = false }: { status: Status; acts?: boolean }) {
  const columns = input_columns(status.now_us);
  if (acts && may('operate')) columns.push({ title: 'Act', cell: (row) => <Button act={() => pause_input(row)}>{row.paused ? 'Resume' : 'Pause'}<span class="unseen"> {row.name}</span></Button> });
  return (
    <Table caption="Inputs" columns={columns} rows={status.inputs} id={(row) => row.name} empty="No inputs are configured."
      tone={(row) => input_state(row, status.now_us).tone}
      keys={may('operate') ? [{ key: 'p', words: 'pause or resume this input', act: pause_input }] : []} />
  );
}

const output_columns = (now_us: number): Column<Output>[] => [
  { title: 'Output', cell: (row) => <a data-row href={link('queues', row.name)}>{row.name}</a> },
  { title: 'State', kind: 'wide', cell: (row) => { const shown = output_state(row, now_us); return <State tone={shown.tone}>{shown.words}</State>; } },
  { title: 'Waiting', kind: 'number', cell: (row) => quiet(row.pending) },
  { title: 'Oldest', kind: 'number', cell: (row) => (row.pending > 0 ? lasting(row.oldest_seconds) : none) },
  { title: 'Drained in', kind: 'number', cell: (row) => (row.pending === 0 || row.drain_seconds === undefined ? none : row.drain_seconds === null ? 'not draining' : lasting(row.drain_seconds)) },
  { title: 'Out/min', kind: 'number', cell: (row) => quiet(row.per_minute) },
  { title: 'Last hour', kind: 'chart', cell: (row) => <Spark values={row.history ?? []} /> },
  { title: 'Errors 1 h', kind: 'number', cell: (row) => quiet(row.error_share_1h, percent) },
  { title: 'P95', kind: 'number', cell: (row) => (row.p95_ms ? milliseconds(row.p95_ms) : none) },
  { title: 'Failed', kind: 'number', cell: (row) => quiet(row.dead, (count) => <a href={link('failures', '', { output: row.name })}>{number(count)}</a>) },
];

export function Outputs({ status }: { status: Status }) {
  return (
    <Table caption="Outputs" columns={output_columns(status.now_us)} rows={status.outputs} id={(row) => row.name} empty="No outputs are configured."
      tone={(row) => output_state(row, status.now_us).tone}
      keys={may('operate') ? [{ key: 'h', words: 'hold or release this output', act: hold_output }] : []} />
  );
}
