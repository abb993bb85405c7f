// Pages are named behind the #: #/messages/1-42?tab=trace. What names a patient never stands there: addresses are kept and passed on.
import { computed, signal } from '@preact/signals';

export interface Place {
  page: string;
  id: string; // empty: the page itself
  query: URLSearchParams;
}

const hash = signal(location.hash);
addEventListener('hashchange', () => (hash.value = location.hash));

export function read_place(text: string): Place {
  const [path = '', query = ''] = text.replace(/^#\/?/, '').split('?');
  const [page = '', ...rest] = path.split('/');
  return { page: page || 'overview', id: rest.map(decoded).join('/'), query: new URLSearchParams(query) };
}

// An address may be cut off in the middle of an escape.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const place = computed(() => read_place(hash.value));

export const link = (page: string, id = '', query: Record<string, string> = {}): string => {
  const fields = new URLSearchParams(query).toString();
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ''}${fields ? `?${fields}` : ''}`;
};

export const go = (to: string): void => {
  location.hash = to;
};

// Changes the address without a step in the browser's history: tabs and filters.
export const refine = (to: string): void => {
  history.replaceState(null, '', to);
  hash.value = to;
};
