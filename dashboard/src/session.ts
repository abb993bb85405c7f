// Who is here. An unused page leaves after the time that the site allows: other people walk past it.
import { effect, signal, untracked } from '@preact/signals';
import { base, get, post, remove, Refused, session, watch_token } from './api';
import type { Session } from './api_types';

// What a person had here is not for the next one: modules say what they forget when a session is over.
const forgets: (() => void)[] = [];
export const on_leave = (forget: () => void): void => void forgets.push(forget);
effect(() => {
  if (session.value === null) untracked(() => forgets.forEach((forget) => forget()));
});

export async function resume(): Promise<void> {
  try {
    session.value = await get<Session>('/session');
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    session.value = null;
  }
}

export async function log_in(how: { user: string; password: string } | { token: string }): Promise<void> {
  session.value = await post<Session>('/session', how);
}

// A screen on a wall has no session, which would have to live for ever: it asks by its token, which an administrator ends. What the token may
// do is told by a login that is ended at once.
export async function watch(token: string): Promise<void> {
  const told = await post<Session>('/session', { token });
  await fetch(`${base}/session`, { method: 'DELETE', headers: { 'X-CSRF-Token': told.csrf } }).catch(() => undefined); // it ends by itself as well
  if (told.role !== 'viewer') throw new Error(`This token has the role ${told.role}: a screen that everybody passes by takes one of the role viewer.`);
  watch_token.value = token;
  session.value = { ...told, rights: ['see'], csrf: '', idle_seconds: 0 };
}

export async function log_out(): Promise<void> {
  await remove('/session').catch(() => undefined); // gone either way
  session.value = null;
}

// Something goes on that was begun here and ends by itself: the page leaves when that is over.
export const at_work = signal(false);

export function watch_idling(): void {
  let last = Date.now();
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, () => (last = Date.now()), { passive: true });
  effect(() => {
    const seconds = session.value?.idle_seconds;
    if (!seconds) return;
    last = Date.now();
    const timer = setInterval(() => {
      if (!at_work.value && Date.now() - last > seconds * 1000) void log_out();
    }, 5000);
    return () => clearInterval(timer);
  });
}
