// One page of a search, the newest message first.
import { get, put_question, query_of } from '../api';
import type { Messages } from '../api_types';
import type { Wanted } from './search_form';

export interface Search {
  wanted: Wanted;
  window: { since_us?: number; until_us?: number };
  newest?: string; // what came after this message is not meant: ids are counted up
}

const page_size = 200; // the most that the engine gives

export function search_page({ wanted, window }: Search, cursor: string | null, stop: AbortSignal): Promise<Messages> {
  const { input, type, control, state, output, tag, key, text } = wanted;
  const asked = { input, type, control, state, output, tag, ...window, limit: page_size, cursor };
  // What may be a patient's stands in no address.
  return key || text ? put_question<Messages>('/messages/find', { ...asked, key, text }, stop) : get<Messages>(`/messages${query_of(asked)}`, stop);
}
