// For a screen on a wall: what is wrong, and how every feed and output stands, large, with nothing to press. It shows no reasons and no values:
// whoever passes by reads it. What is old is said to be old.
import { useEffect, useState } from 'preact/hooks';
import { watch_token } from '../api';
import type { Alert, Status } from '../api_types';
import { state_keys } from '../keys';
import { alerts, connected, heard_ms, status } from '../live';
import { alert_words } from '../parts/problems';
import { input_state, output_state, State, type Shown, type Tone } from '../parts/state';
import { go, link, place, refine } from '../router';
import { ago, at_minute, at_time, lasting, number } from '../times';

const most_rows = 20; // one below the other: more would be too small to be read from afar
const most_problems = 10;
const silent_after_ms = 12_000; // two looks of a screen without a stream

interface Row extends Shown {
  name: string;
  beside: string;
}

const worst: Tone[] = ['bad', 'warn', 'held', 'busy', 'idle', 'good'];
const worst_first = (rows: Row[]): Row[] => [...rows].sort((a, b) => worst.indexOf(a.tone) - worst.indexOf(b.tone));

const problems_of = (now: Status, open: Alert[] | null): Row[] =>
  worst_first([
    ...(open ? [] : [{ tone: 'warn' as const, name: 'alerts', words: 'not known', beside: '' }]),
    ...(now.store.takes_messages ? [] : [{ tone: 'bad' as const, name: 'store full', words: 'inputs take nothing, senders wait', beside: '' }]),
    ...(open ?? []).filter((alert) => !alert.snoozed).map((alert) => ({
      tone: alert.level === 'page' ? ('bad' as const) : ('warn' as const), name: `${alert_words(alert)} ${alert.subject}`, words: alert.words, beside: ago(alert.since_us, now.now_us),
    })),
  ]);

// What does not fit is said, with the worst of it.
function Rows({ title, rows, most }: { title: string; rows: Row[]; most: number }) {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const others = rows.slice(shown.length);
  return (
    <table>
      <caption>{title}</caption>
      <colgroup><col class="name" /><col /><col class="much" /></colgroup>
      <thead class="unseen"><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">How much</th></tr></thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row.name} class={row.tone}>
            <th scope="row">{row.name}</th>
            <td><State tone={row.tone}>{row.words}</State></td>
            <td class="number">{row.beside}</td>
          </tr>
        ))}
        {others.length > 0 && <tr><th scope="row">and {number(others.length)} more</th><td><State tone={others[0]!.tone}>{others[0]!.tone === 'good' ? 'all well' : `the worst: ${others[0]!.words}`}</State></td><td /></tr>}
      </tbody>
    </table>
  );
}

function Screen({ now }: { now: Status }) {
  const problems = problems_of(now, alerts.value);
  const snoozed = alerts.value?.filter((alert) => alert.snoozed).length ?? 0;
  const inputs = worst_first(now.inputs.map((input) => ({ name: input.name, ...input_state(input, now.now_us), beside: input.per_minute === undefined ? '' : `${number(input.per_minute)}/min` })));
  const outputs = worst_first(now.outputs.map((output) => ({ name: output.name, ...output_state(output, now.now_us), beside: output.pending > 0 ? `${number(output.pending)} wait` : '' })));
  const above = Math.min(problems.length, most_problems) || 1;
  const room = most_rows - above;
  const rows = above + Math.min(room, Math.max(inputs.length, outputs.length));
  return (
    <div class="screen" style={{ '--rows': String(rows + 3) }}>
      {problems.length > 0
        ? <Rows title={`${number(problems.length)} ${problems.length === 1 ? 'problem' : 'problems'}${snoozed > 0 ? `, ${number(snoozed)} snoozed` : ''}`} rows={problems} most={most_problems} />
        : <p class="calm"><State tone="good">Nothing is wrong that the engine knows of{snoozed > 0 && `; ${number(snoozed)} snoozed`}</State></p>}
      <div class="columns">
        <Rows title="Feeds" rows={inputs} most={room} />
        <Rows title="Outputs" rows={outputs} most={room} />
      </div>
    </div>
  );
}

export function WallPage() {
  const [began_ms] = useState(Date.now());
  const [now_ms, set_now_ms] = useState(began_ms);
  useEffect(() => {
    document.title = 'Vagus: wall screen';
    const timer = setInterval(() => set_now_ms(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  // Who has a session goes back to it; a screen with a token has nowhere to go.
  useEffect(() => state_keys(() => (watch_token.value ? [] : [{ key: 'Escape', words: 'back to the overview', act: () => go(link('overview')) }])), []);
  const page = place.value.page;
  useEffect(() => void (page === 'wall' || refine(link('wall'))), [page]);
  const now = status.value;
  const last_ms = heard_ms.value || began_ms; // the engine may never have been heard
  const old = now_ms - last_ms > silent_after_ms || (heard_ms.value > 0 && !connected.value);
  return (
    <main class={`wall ${old ? 'old' : ''}`}>
      <header>
        <h1>{now?.site}</h1>
        <span>{at_minute(now_ms * 1000)}</span>
      </header>
      <div role="status">{old && <p class="stale"><State tone="bad">Not updated since {at_time(last_ms * 1000)}, {lasting((now_ms - last_ms) / 1000)} ago: the engine is not heard</State></p>}</div>
      {now ? <Screen now={now} /> : <p class="empty">Asking the engine…</p>}
    </main>
  );
}
