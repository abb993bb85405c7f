// Sends many messages once more: some first, the others when a person has seen how those fared, the oldest first and at a pace. Asking an
// engine twice sends twice: what was asked and not answered is said to be unknown, and is never asked again.
import { signal } from '@preact/signals';
import { get, post, query_of, words_of } from '../api';
import type { Acted, MessageRow, Messages } from '../api_types';
import { at_work, on_leave } from '../session';
import { search_page, type Search } from './search';

export const most_messages = 10_000; // as of a command; the engine's preview looks at no more
export const most_first = 100; // that one look at how they fared shows
const most_at_once = 100; // that one request of the engine does
const steps_a_second = 10; // what a rate allows is spread over the second

export interface Wish {
  outputs: string[];
  rules: 'as_sent' | 'now';
  reason: string;
  first: number; // 0: all at once
  per_second: number;
}

export interface Run {
  phase: 'sending' | 'looking' | 'ended';
  ids: string[];
  wish: Wish;
  tried: number; // of ids
  made: string[]; // the new messages
  not: Map<string, string[]>; // why: which
  begun_us: number; // by the engine's clock
}

export const run = signal<Run | null>(null);
let stopped = false;
on_leave(() => ((run.value = null), (at_work.value = false))); // nothing more is sent in the next person's name

export const stop_run = (): void => void (stopped = true);

export interface Found {
  ids: string[];
  left_out: number; // resent before
  later: number; // came after the search
  more: boolean;
}

// The ids that a search found, the oldest first, and none that came since: nobody has seen those, and their outputs had them a moment ago.
// What was resent already is left out unless it was asked for: the original is there.
export async function ids_of(search: Search, said: (count: number) => void, stop: AbortSignal): Promise<Found> {
  const ids: string[] = [];
  let left_out = 0;
  let later = 0;
  let cursor: string | null = null;
  for (;;) { // a page a turn, until the last or the limit
    const page: Messages = await search_page(search, cursor, stop);
    for (const row of page.messages)
      if (search.newest !== undefined && row.id > search.newest) ++later;
      else if (row.state === 'resent' && search.wanted.state !== 'resent') ++left_out;
      else ids.push(row.id);
    cursor = page.next;
    said(ids.length);
    if (cursor === null || ids.length > most_messages) return { ids: ids.reverse(), left_out, later, more: ids.length > most_messages };
  }
}

const change = (more: Partial<Run>): void => {
  if (run.value) run.value = { ...run.value, ...more };
};

function not_done(why: string, ids: string[]): void {
  const not = new Map(run.value!.not);
  if (ids.length > 0) not.set(why, [...(not.get(why) ?? []), ...ids]);
  change({ not });
}

const pause = (ms: number): Promise<void> => new Promise((then) => setTimeout(then, ms));
async function wait_until(when_ms: number): Promise<void> {
  while (!stopped && Date.now() < when_ms) await pause(Math.min(100, when_ms - Date.now()));
}

// Up to so many of the ids. False: it is over.
async function send_until(end: number): Promise<boolean> {
  const { ids, wish } = run.value!;
  const { outputs, rules, reason, per_second } = wish;
  const mine = () => run.value?.ids === ids; // whoever began it may have left
  const step = Math.min(most_at_once, Math.max(1, Math.floor(per_second / steps_a_second)));
  let turn_ms = Date.now();
  while (!stopped && run.value!.tried < end) {
    const part = ids.slice(run.value!.tried, Math.min(end, run.value!.tried + step));
    try {
      const answer = await post<Acted>('/resend', { ids: part, outputs, rules, reason });
      if (!mine()) return false;
      change({ tried: run.value!.tried + part.length, made: [...run.value!.made, ...answer.done.map((each) => each.new ?? each.id)] });
      for (const each of answer.not) not_done(each.why, [each.id]);
      turn_ms = Math.max(turn_ms, Date.now()) + (answer.done.length / per_second) * 1000;
    } catch (error) {
      if (!mine()) return false;
      change({ tried: run.value!.tried + part.length });
      not_done(`It is not known whether these were sent: look at what became of them first. ${words_of(error)}`, part);
      end_run('Not reached, as it ended before');
      return false;
    }
    await wait_until(turn_ms);
    if (!mine()) return false;
  }
  if (stopped) end_run('Not reached: you stopped it');
  return !stopped;
}

function end_run(why: string): void {
  const { ids, tried } = run.value!;
  not_done(why, ids.slice(tried));
  change({ phase: 'ended' });
  at_work.value = false;
}

const leaving = (event: BeforeUnloadEvent): void => {
  if (at_work.value) event.preventDefault();
};
addEventListener('beforeunload', leaving);

export async function begin_run(ids: string[], wish: Wish, now_us: number): Promise<void> {
  stopped = false;
  at_work.value = true;
  run.value = { phase: 'sending', ids, wish, tried: 0, made: [], not: new Map(), begun_us: now_us };
  const first = Math.min(wish.first, ids.length);
  if (!(await send_until(first || ids.length))) return;
  if (first === 0 || first === ids.length) return end_run('');
  at_work.value = false; // nothing goes on until a person says so
  change({ phase: 'looking' });
}

export async function go_on(): Promise<void> {
  stopped = false;
  at_work.value = true;
  change({ phase: 'sending' });
  if (await send_until(run.value!.ids.length)) end_run('');
}

export const stop_here = (): void => end_run('Not reached: you stopped after the first');

// How the new messages fare that were sent first.
export async function fared(of: Run): Promise<MessageRow[]> {
  const clock_margin_us = 60e6;
  const found = await get<Messages>(`/messages${query_of({ state: 'resent', since_us: of.begun_us - clock_margin_us, limit: 2 * most_first })}`);
  const made = new Set(of.made);
  return found.messages.filter((row) => made.has(row.id));
}
