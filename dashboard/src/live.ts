// One event stream for all tabs of a browser: HTTP/1.1 gives a host six connections. The leading tab reads it and passes it on through a
// BroadcastChannel. A hidden tab neither leads nor listens.
import { effect, signal } from '@preact/signals';
import { base, get, session, watch_token } from './api';
import type { Alert, Alerts, Status } from './api_types';

export interface Reload {
  revision: string;
  at_us: number;
}

type Event_name = 'status' | 'alerts' | 'reload';
type Word = { kind: 'here'; id: string } | { kind: 'gone' } | { kind: 'event'; name: Event_name; data: string };

const most_reloads = 20;
const heard_every_ms = 4000; // a leader that says nothing for so long is gone
const answer_within_ms = 250;
const watch_every_ms = 5000;

export const status = signal<Status | null>(null);
export const unknown_alerts: Alert[] = [];
export const alerts = signal<Alert[]>(unknown_alerts);
export const reloads = signal<Reload[]>([]);
export const connected = signal(false);
export const heard_ms = signal(0); // when the engine was last heard

// The stream's may have been made before the answer that is shown: what was just held would look as it did before, and `h` would hold it again.
function show(taken: Status): void {
  const shown = status.value;
  if (shown?.started_us === taken.started_us && shown.no > taken.no) return;
  status.value = taken;
}

const takes: Record<Event_name, (data: never) => void> = {
  status: show,
  alerts: (data: { open: Alert[] }) => (alerts.value = data.open),
  reload: (data: Reload) => (reloads.value = [...reloads.value, data].slice(-most_reloads)),
};

function take(name: Event_name, data: string): void {
  heard_ms.value = Date.now();
  connected.value = true;
  takes[name](JSON.parse(data) as never);
}

const me = crypto.getRandomValues(new Uint32Array(2)).join('-');
let channel: BroadcastChannel | null = null;
let source: EventSource | null = null;
let heartbeat = 0;
let watch = 0;
let last_word = 0;

const say = (word: Word): void => channel?.postMessage(word);

function lead(): void {
  if (source || !channel) return;
  source = new EventSource(`${base}/events`);
  say({ kind: 'here', id: me });
  heartbeat = window.setInterval(() => say({ kind: 'here', id: me }), heard_every_ms / 2);
  for (const name of Object.keys(takes) as Event_name[])
    source.addEventListener(name, (event) => {
      const data = (event as MessageEvent<string>).data;
      take(name, data);
      say({ kind: 'event', name, data });
    });
  source.onerror = () => {
    connected.value = false;
    // A browser tries again by itself, unless it was refused: then the session may have ended.
    if (source?.readyState === EventSource.CLOSED) {
      step_down();
      get('/session').catch(() => undefined).finally(() => elect(3000));
    }
  };
}

function step_down(): void {
  source?.close();
  source = null;
  clearInterval(heartbeat);
}

// Waits for a leader to speak; leads when none does. Tabs wait differently long, so that two seldom begin at once.
function elect(after_ms = 0): void {
  clearTimeout(watch);
  if (!channel || source) return;
  watch = window.setTimeout(() => (Date.now() - last_word < heard_every_ms ? elect(heard_every_ms) : lead()), after_ms + answer_within_ms * (1 + Math.random()));
}

function hear(word: Word): void {
  if (word.kind === 'gone') {
    last_word = 0;
    return elect();
  }
  last_word = Date.now();
  if (word.kind === 'event') take(word.name, word.data);
  else if (source && word.id < me) {
    step_down(); // two lead: the lower id stays
    elect(heard_every_ms);
  } else if (source) say({ kind: 'here', id: me });
}

function join(): void {
  if (channel) return;
  channel = new BroadcastChannel('vagus-live');
  channel.onmessage = (event: MessageEvent<Word>) => hear(event.data);
  elect();
}

function leave(): void {
  clearTimeout(watch);
  if (source) {
    step_down();
    say({ kind: 'gone' });
  }
  channel?.close();
  channel = null;
  last_word = 0;
}

// A first picture at once; the stream's may take a second.
async function look(stop?: AbortSignal): Promise<boolean> {
  const now = await get<Status>('/status', stop).catch(() => null);
  if (!now) return false;
  show(now);
  heard_ms.value = Date.now();
  return true;
}

const look_at_alerts = (stop?: AbortSignal): Promise<void> => get<Alerts>('/alerts', stop).then((found) => void (alerts.value = found.open), () => undefined);

// Without a session there is no stream: EventSource sends no token.
async function watch_once(): Promise<void> {
  const stop = AbortSignal.timeout(watch_every_ms);
  connected.value = await look(stop);
  await look_at_alerts(stop);
}

export const refresh = (): void => void look();

export function follow(): void {
  const hidden = signal(document.hidden);
  document.addEventListener('visibilitychange', () => (hidden.value = document.hidden));
  addEventListener('pagehide', leave);
  addEventListener('pageshow', () => session.value && !document.hidden && join());
  effect(() => {
    if (session.value === null || hidden.value || watch_token.value) leave();
    if (session.value === null || hidden.value) return;
    if (watch_token.value) {
      void watch_once();
      const timer = setInterval(() => void watch_once(), watch_every_ms);
      return () => clearInterval(timer);
    }
    void look();
    void look_at_alerts();
    join();
    return;
  });
}
