// Who is here. An unused page leaves after the time that the site allows: other people walk past it.
import { effect } from '@preact/signals';
import { get, post, remove, Refused, session } from './api';
import type { Session } from './api_types';

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

export async function log_out(): Promise<void> {
  await remove('/session').catch(() => undefined); // gone either way
  session.value = null;
}

export function watch_idling(): void {
  let last = Date.now();
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, () => (last = Date.now()), { passive: true });
  effect(() => {
    const seconds = session.value?.idle_seconds;
    if (!seconds) return;
    last = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - last > seconds * 1000) void log_out();
    }, 5000);
    return () => clearInterval(timer);
  });
}
