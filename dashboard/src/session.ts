// Who is here. An unused page leaves after the time that the site allows: other people walk past it.
import { computed, effect, signal, untracked } from '@preact/signals';
import { base, get, post, remove, Refused, session, watch_token, words_of } from './api';
import type { Session } from './api_types';

// What a person had here is not for the next one: modules say what they forget when a session is over.
const forgets: (() => void)[] = [];
export const on_leave = (forget: () => void): void => void forgets.push(forget);
effect(() => {
  if (session.value === null) untracked(() => forgets.forEach((forget) => forget()));
});

// Tabs share the session: one tells the others who came or left, and that a hand is on it.
const tabs = new BroadcastChannel('vagus-session');
type Word = 'came' | 'left' | 'hand';
const say = (word: Word): void => tabs.postMessage(word);

const leave_within_ms = 3000;
let turn = 0; // an answer of before somebody came or left says nothing of now
let leaving: Promise<void> = Promise.resolve();
export const unended = signal(''); // why the session may go on

export async function resume(stop?: AbortSignal): Promise<void> {
  const mine = turn;
  let who: Session | null = null;
  try {
    who = await get<Session>('/session', stop);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
  }
  if (mine !== turn) return;
  if (session.value?.user !== who?.user) session.value = null; // somebody else: nothing stays
  if (session.value?.csrf !== who?.csrf) session.value = who;
}

function enter(who: Session): void {
  ++turn;
  unended.value = '';
  session.value = who;
  say('came');
}

export async function log_in(how: { user: string; password: string } | { token: string }): Promise<void> {
  await leaving; // its answer takes away the cookie
  enter(await post<Session>('/session', how));
}

// A screen on a wall has no session, which would have to live for ever: it asks by its token, which an administrator ends. What the token may
// do is told by a login that is ended at once.
export async function watch(token: string): Promise<void> {
  const told = await post<Session>('/session', { token });
  await fetch(`${base}/session`, { method: 'DELETE', headers: { 'X-CSRF-Token': told.csrf } }).catch(() => undefined); // it ends by itself as well
  if (told.role !== 'viewer') throw new Error(`This token has the role ${told.role}: a screen that everybody passes by takes one of the role viewer.`);
  watch_token.value = token;
  session.value = { ...told, rights: ['see'], csrf: '', idle_seconds: 0 };
  say('came'); // a person's session in another tab was taken over by that login
}

// Nothing stays on the screen while the engine is waited for.
export function log_out(): void {
  ++turn;
  unended.value = '';
  leaving = remove('/session', AbortSignal.timeout(leave_within_ms)).catch((error) => {
    if (error instanceof Refused && error.status === 401) return; // it had ended
    unended.value = `The engine did not confirm that your session has ended: ${error instanceof Refused ? words_of(error) : 'it does not answer.'} Close the browser, or log in and leave once more.`;
  });
  session.value = null;
  say('left');
}

// Something goes on that was begun here and ends by itself: the page leaves when that is over.
export const at_work = signal(false);

const look_every_ms = 5000;
const idle_seconds = computed(() => session.value?.idle_seconds ?? 0);

export function watch_idling(): void {
  let hand = Date.now(); // here
  let last = hand; // on any tab
  let told = hand;
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, () => (hand = last = Date.now()), { passive: true });
  tabs.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data === 'hand') last = Date.now();
    else if (watch_token.value) return; // has no session
    else if (data === 'left') ++turn, (session.value = null);
    else void resume().catch(() => undefined);
  };
  effect(() => {
    const seconds = idle_seconds.value;
    if (!seconds) return;
    hand = last = told = Date.now();
    const timer = setInterval(() => {
      const now = Date.now();
      if (at_work.value || now - hand < look_every_ms) say('hand');
      // The engine counts requests: who reads and scrolls makes none.
      if (hand > told && now - told > (seconds * 1000) / 3) (told = now), void resume().catch(() => undefined);
      if (!at_work.value && now - last > seconds * 1000) log_out();
    }, look_every_ms);
    return () => clearInterval(timer);
  });
}
