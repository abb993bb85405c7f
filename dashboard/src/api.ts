// The one road to the engine. A refusal is thrown as `Refused`, with the sentence that people are shown.
import { signal } from '@preact/signals';
import type { Problem, Right, Session } from './api_types';

export const base = '/api/v1';

export const session = signal<Session | null>(null);
// Of a screen that only watches: kept here and nowhere else, so that a reload of the page asks for it again.
export const watch_token = signal('');
export const may = (right: Right): boolean => session.value?.rights.includes(right) ?? false;

const longest_answer_ms = 120_000;

export class Refused extends Error {
  constructor(readonly code: string, readonly status: number, words: string) {
    super(words);
  }
}

// `revision`: what the person saw; the engine refuses when another runs by now.
type Options = { body?: unknown; revision?: string; signal?: AbortSignal };

export const path_of = (...parts: (string | number)[]): string => '/' + parts.map((part) => encodeURIComponent(part)).join('/');

export const query_of = (fields: Record<string, string | number | undefined | null>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text ? `?${text}` : '';
};

export async function refusal(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const words = problem?.detail || problem?.title || `The engine answered ${response.status}.`;
  return new Refused(problem?.code ?? 'unknown', response.status, words);
}

export async function ask<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && session.value) headers['X-CSRF-Token'] = session.value.csrf;
  if (watch_token.value) headers['Authorization'] = `Bearer ${watch_token.value}`;
  if (options.revision) headers['If-Match'] = `"${options.revision}"`;
  const init: RequestInit = { method, headers, credentials: watch_token.value ? 'omit' : 'same-origin' };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  const stop = new AbortController();
  const call_off = () => stop.abort();
  if (options.signal?.aborted) call_off();
  options.signal?.addEventListener('abort', call_off);
  let silent = false;
  const timer = setTimeout(() => ((silent = true), call_off()), longest_answer_ms);
  init.signal = stop.signal;
  const asked_by = session.value?.csrf;
  try {
    const response = await fetch(base + path, init);
    // The login page follows, unless somebody else is here by now.
    if (response.status === 401 && path !== '/session' && session.value?.csrf === asked_by) session.value = null, (watch_token.value = '');
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  } catch (error) {
    if (silent) throw new Refused('unreachable', 0, 'The engine has not answered for two minutes. What was asked may be done all the same: look before you ask again.');
    if (!(error instanceof TypeError)) throw error;
    throw new Refused('unreachable', 0, 'The engine does not answer. It may be stopped, or the network is down.');
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', call_off);
  }
}

export const get = <T>(path: string, stop?: AbortSignal): Promise<T> => ask<T>('GET', path, stop ? { signal: stop } : {});
export const post = <T>(path: string, body: unknown = {}, revision?: string): Promise<T> => ask<T>('POST', path, revision ? { body, revision } : { body });

// Asking twice would do it twice, and nobody knows whether it was done once.
export class NotKnown extends Error {
  constructor(readonly message_id: string) {
    super('It is not known whether this was done, as the answer did not come: look before you do it again.');
  }
}

// What is done twice when it is asked twice: a refusal in the engine's words says that it was not done, anything else says nothing.
export async function post_once<T>(path: string, body: unknown, message_id = ''): Promise<T> {
  try {
    return await post<T>(path, body);
  } catch (error) {
    if (error instanceof Refused && !['unreachable', 'unknown'].includes(error.code)) throw error;
    throw new NotKnown(message_id);
  }
}

export const put_question = <T>(path: string, body: unknown, stop: AbortSignal): Promise<T> => ask<T>('POST', path, { body, signal: stop });
export const remove = (path: string, stop?: AbortSignal): Promise<void> => ask<void>('DELETE', path, stop ? { signal: stop } : {});

export const words_of = (error: unknown): string => (error instanceof Error ? error.message : String(error));
