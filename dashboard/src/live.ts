// One event stream for all tabs of a browser: HTTP/1.1 gives a host six connections. The leading tab reads it and passes it on through a
// BroadcastChannel. A hidden tab neither leads nor listens.
import { computed, effect, signal, untracked } from '@preact/signals';
import { get, session, watch_token } from './api';
import type { Alert, Alerts, Status } from './api_types';
import { on_leave, resume } from './session';
import { open_stream, why_refused } from './stream';

export interface Reload {
  revision: string;
  at_us: number;
}

type Event_name = 'status' | 'alerts' | 'reload';
type Word = { kind: 'who' } | { kind: 'here'; id: string } | { kind: 'gone' } | { kind: 'event'; name: Event_name; data: string; refused?: string };

const most_reloads = 20;
const heard_every_ms = 4000; // a leader that says nothing for so long is gone
const elect_within_ms = 250;
const answer_within_ms = 5000;
const again_after_ms = 3000;
const watch_every_ms = 5000;

export const status = signal<Status | null>(null);
export const alerts = signal<Alert[] | null>(null); // null: not known
export const reloads = signal<Reload[]>([]);
export const connected = signal(false);
export const heard_ms = signal(0); // when the engine was last heard
export const ahead_ms = signal(0); // the engine's clock, of that of this PC
export const refused = signal(''); // why there is no stream: then it is asked every few seconds

let alerts_no = 0;
let behind = 0; // statuses in a row that speak of other alerts
let asking_alerts: Promise<boolean> | null = null;

on_leave(() => {
  status.value = alerts.value = null;
  reloads.value = [];
  connected.value = false;
  heard_ms.value = ahead_ms.value = alerts_no = 0;
  refused.value = '';
});

// The stream's may have been made before the answer that is shown: what was just held would look as it did before, and `h` would hold it again.
function show(taken: Status): void {
  const shown = status.value;
  if (shown?.started_us === taken.started_us && shown.no > taken.no) return;
  status.value = taken;
  ahead_ms.value = taken.now_us / 1000 - Date.now();
  behind = taken.alerts && taken.alerts.no !== alerts_no ? behind + 1 : 0;
  if (behind > 1) void look_at_alerts(); // an event was missed
}

function show_alerts({ no, open }: Pick<Alerts, 'no' | 'open'>): void {
  if (no < alerts_no && no !== status.value?.alerts?.no) return; // the newer is shown, unless the engine's clock went back
  alerts_no = no;
  alerts.value = open;
}

const takes: Record<Event_name, (data: never) => void> = {
  status: show,
  alerts: show_alerts,
  reload: (data: Reload) => (reloads.value = [...reloads.value, data].slice(-most_reloads)),
};

function take(name: Event_name, data: string): void {
  heard_ms.value = Date.now();
  connected.value = true;
  takes[name](JSON.parse(data) as never);
}

const me = crypto.getRandomValues(new Uint32Array(2)).join('-');
let channel: BroadcastChannel | null = null;
let close_stream: (() => void) | null = null;
let heartbeat = 0;
let watch = 0;
let last_word = 0;

const say = (word: Word): void => channel?.postMessage(word);

function lead(): void {
  if (close_stream || !channel) return;
  const pass = (name: Event_name) => (data: string) => {
    refused.value = '';
    take(name, data);
    say({ kind: 'event', name, data });
  };
  close_stream = open_stream('/events', {
    takes: { status: pass('status'), alerts: pass('alerts'), reload: pass('reload') },
    cut: () => (connected.value = false),
    over: (silent) => void lost(silent),
  });
  say({ kind: 'here', id: me });
  heartbeat = window.setInterval(() => say({ kind: 'here', id: me }), heard_every_ms / 2);
}

function step_down(): void {
  close_stream?.();
  close_stream = null;
  clearInterval(heartbeat);
}

// The session may have ended, too many may listen, or something on the way has dropped the connection: another tab may fare better.
async function lost(silent: boolean): Promise<void> {
  connected.value = false;
  step_down();
  if (silent) say({ kind: 'gone' });
  await resume(AbortSignal.timeout(answer_within_ms)).catch(() => undefined);
  refused.value = session.value ? await why_refused('/events') : '';
  if (refused.value && (await look_at_both())) {
    say({ kind: 'event', name: 'status', data: JSON.stringify(status.value), refused: refused.value });
    say({ kind: 'event', name: 'alerts', data: JSON.stringify({ no: alerts_no, open: alerts.value }), refused: refused.value });
  }
  elect(again_after_ms);
}

// Waits for a leader to speak; leads when none does. Tabs wait differently long, so that two seldom begin at once.
function elect(after_ms = 0): void {
  clearTimeout(watch);
  if (!channel || close_stream) return;
  watch = window.setTimeout(() => (Date.now() - last_word < heard_every_ms ? elect(heard_every_ms) : lead()), after_ms + elect_within_ms * (1 + Math.random()));
}

function hear(word: Word): void {
  if (word.kind === 'gone') {
    last_word = 0;
    return elect();
  }
  if (word.kind === 'who') return close_stream ? say({ kind: 'here', id: me }) : undefined;
  last_word = Date.now();
  if (word.kind === 'event') {
    refused.value = word.refused ?? '';
    take(word.name, word.data);
  } else if (close_stream && word.id < me) {
    step_down(); // two lead: the lower id stays
    elect(heard_every_ms);
  } else if (close_stream) say({ kind: 'here', id: me });
}

function join(): void {
  if (channel) return;
  channel = new BroadcastChannel('vagus-live');
  channel.onmessage = (event: MessageEvent<Word>) => hear(event.data);
  say({ kind: 'who' }); // who comes late opens no stream that is closed again
  elect();
}

function leave(): void {
  clearTimeout(watch);
  if (close_stream) {
    step_down();
    say({ kind: 'gone' });
  }
  channel?.close();
  channel = null;
  last_word = 0;
}

async function look(): Promise<boolean> {
  const now = await get<Status>('/status', AbortSignal.timeout(answer_within_ms)).catch(() => null);
  if (now) show(now);
  return now !== null;
}

export function look_at_alerts(): Promise<boolean> {
  asking_alerts ??= get<Alerts>('/alerts', AbortSignal.timeout(answer_within_ms))
    .then(
      (found) => (show_alerts(found), true),
      () => {
        if (status.value?.alerts?.no !== alerts_no) alerts.value = null; // those that are shown are of before
        return false;
      },
    )
    .finally(() => (asking_alerts = null));
  return asking_alerts;
}

async function look_at_both(): Promise<boolean> {
  const both = (await Promise.all([look(), look_at_alerts()])).every(Boolean);
  connected.value = both;
  if (both) heard_ms.value = Date.now();
  return both;
}

export async function refresh(): Promise<void> {
  if (await look()) heard_ms.value = Date.now();
}

export function follow(): void {
  const hidden = signal(document.hidden);
  const look_whether = (): void => void (hidden.value = document.hidden);
  document.addEventListener('visibilitychange', look_whether);
  addEventListener('pagehide', () => (hidden.value = true));
  addEventListener('pageshow', look_whether); // also of a page that the browser had put away
  const here = computed(() => session.value !== null);
  effect(() => {
    if (!here.value || hidden.value || watch_token.value) leave();
    if (!here.value || hidden.value) return;
    if (watch_token.value) {
      // Without a session there is no stream: EventSource sends no token.
      let busy = false;
      const watch_once = async () => {
        if (busy) return;
        busy = true;
        await look_at_both();
        busy = false;
      };
      untracked(() => void watch_once());
      const timer = setInterval(() => void watch_once(), watch_every_ms);
      return () => clearInterval(timer);
    }
    // A first picture at once; the stream's may take a second.
    untracked(() => (void refresh(), void look_at_alerts()));
    join();
    return;
  });
}
