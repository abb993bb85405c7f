// Search. Nothing is scanned unasked: until somebody searches, the rows that come in now are shown. A patient's key and words of a text stay
// out of the address.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { may, words_of } from '../api';
import type { MessageRow } from '../api_types';
import { status } from '../live';
import { incoming, incoming_in_use, IncomingWords, shown_anew, useIncoming } from '../parts/incoming';
import { Button, Page, Trouble } from '../parts/page';
import { resend_many } from '../parts/resend_many';
import { search_page, type Search } from '../parts/search';
import { SearchForm, window_of, type Wanted } from '../parts/search_form';
import { message_tone, State, whole_state } from '../parts/state';
import { Time } from '../parts/time';
import type { Column } from '../parts/table';
import { VirtualTable } from '../parts/virtual_table';
import { link, place, refine } from '../router';
import { on_leave } from '../session';
import { number } from '../times';

const most_rows = 10_000; // more is not read by eye: the search is narrowed

// To be resent; in memory only, and for this search only.
const chosen = signal<ReadonlySet<string>>(new Set());
const toggle = ({ id }: MessageRow): void => {
  const all = new Set(chosen.value);
  if (!all.delete(id)) all.add(id);
  chosen.value = all;
};

const Name = ({ row, choose }: { row: MessageRow; choose: boolean }) => (
  <>
    {choose && <input type="checkbox" aria-label={`Choose ${row.id}`} checked={chosen.value.has(row.id)} onChange={() => toggle(row)} />}
    <a data-row href={link('messages', row.id)}>{row.id}</a>
  </>
);

const columns = (choose: boolean): Column<MessageRow>[] => [
  { title: 'Message', cell: (row) => <Name row={row} choose={choose} /> },
  { title: 'Received', kind: 'number', cell: (row) => <Time us={row.received_us} exact /> },
  { title: 'Input', cell: (row) => row.input },
  { title: 'Type', cell: (row) => row.type },
  { title: 'Control id', kind: 'code', cell: (row) => row.control },
  { title: 'State', cell: (row) => { const state = whole_state(row.state, row.deliveries); return <State tone={message_tone(state)}>{state}</State>; } },
  { title: 'Sent', kind: 'number', cell: (row) => number(row.deliveries.delivered) },
  { title: 'Waiting', kind: 'number', cell: (row) => number(row.deliveries.pending) },
  { title: 'Failed', kind: 'number', cell: (row) => (row.deliveries.dead > 0 ? <strong>{number(row.deliveries.dead)}</strong> : '0') },
];

interface Result {
  rows: MessageRow[];
  next: string | null;
  searched?: { messages: number; of: number } | undefined;
  unreadable: string[];
}

const in_address: (keyof Wanted)[] = ['input', 'type', 'control', 'state', 'output', 'tag', 'within'];
const wanted_of = (query: URLSearchParams): Wanted => ({
  input: query.get('input') ?? '', type: query.get('type') ?? '', control: query.get('control') ?? '', state: query.get('state') ?? '',
  output: query.get('output') ?? '', tag: query.get('tag') ?? '', within: query.get('within') ?? '15m', key: '', text: '', since: '', until: '',
});

const address_of = (wanted: Wanted): string =>
  link('messages', '', { ...Object.fromEntries(in_address.filter((name) => wanted[name] && !(name === 'within' && wanted[name] === '15m')).map((name) => [name, wanted[name]])), s: '1' });

// Going to a message and back keeps what was found, in memory only.
const kept = signal<(Search & { result: Result }) | null>(null);
on_leave(() => ((kept.value = null), (chosen.value = new Set())));

export function MessagesPage() {
  const query = place.value.query;
  const [trouble, set_trouble] = useState('');
  const [busy, set_busy] = useState(false);
  const stop = useRef<AbortController | null>(null);
  const found = kept.value;
  useIncoming(!found && !busy);

  const fetch_page = async (search: Search, before: Result | null) => {
    stop.current?.abort();
    const mine = (stop.current = new AbortController());
    set_busy(true);
    set_trouble('');
    try {
      const page = await search_page(search, before?.next ?? null, mine.signal);
      kept.value = { ...search, result: { rows: [...(before?.rows ?? []), ...page.messages], next: page.next, searched: page.searched, unreadable: [...new Set([...(before?.unreadable ?? []), ...page.unreadable])] } };
    } catch (error) {
      if (!mine.signal.aborted) set_trouble(words_of(error));
    } finally {
      if (stop.current === mine) set_busy(false);
    }
  };

  const search = (wanted: Wanted) => {
    searched.current = wanted;
    refine(address_of(wanted));
    kept.value = null;
    chosen.value = new Set();
    void fetch_page({ wanted, window: window_of(wanted) }, null);
  };

  // An address with fields in it was passed on by somebody, or comes of the quick search: that is asking, unless just this was searched.
  const searched = useRef(found?.wanted ?? null);
  const asked = query.toString();
  const heard = status.value !== null; // the engine's clock says what "the last hour" is
  useEffect(() => {
    const wanted = wanted_of(query);
    if (asked && heard && !(searched.current && address_of(searched.current) === address_of(wanted))) search(wanted);
  }, [asked, heard]);
  useEffect(() => () => stop.current?.abort(), []);

  const more = () => {
    if (found?.result.next && !busy && !trouble && found.result.rows.length < most_rows) void fetch_page(found, found.result);
  };
  const back_to_live = () => {
    stop.current?.abort();
    searched.current = kept.value = null;
    set_busy(false);
    set_trouble('');
    refine(link('messages'));
  };

  const choose = may('resend') && !!found;
  const resend = () => {
    if (!found) return;
    // The newest is shown first, and the oldest is sent first.
    resend_many(chosen.value.size > 0 ? found.result.rows.filter((row) => chosen.value.has(row.id)).map((row) => row.id).reverse() : { ...found, newest: found.result.rows[0]?.id ?? '' });
  };

  return (
    <Page title="Messages" keys={choose ? [{ key: 'r', words: 'resend those that are chosen, or all that the search finds', act: resend }] : []}>
      <SearchForm key={query.toString() && !found ? query.toString() : 'form'} start={found?.wanted ?? wanted_of(query)} now={status.value} search={search} busy={busy}
        cancel={() => { stop.current?.abort(); set_busy(false); }} />
      <Trouble words={trouble} />
      <div class="result-line" role="status">
        {found
          ? <>
              <span><strong>{number(found.result.rows.length)}</strong>{found.result.next ? ' so far' : ' found'}{found.result.searched && `, searched ${number(found.result.searched.messages)} of ${number(found.result.searched.of)} messages`}{busy && '…'}</span>
              {found.result.rows.length >= most_rows && <span class="warning">The first {number(most_rows)}: narrow the search to see others.</span>}
              {found.result.unreadable.length > 0 && <span class="warning">Not readable: {found.result.unreadable.join(', ')}</span>}
              {choose && found.result.rows.length > 0 && <Button act={resend} hint="r">{chosen.value.size > 0 ? `Resend the ${number(chosen.value.size)} chosen…` : 'Resend all of these…'}</Button>}
              <button type="button" class="quiet" onClick={back_to_live}>Back to what comes in</button>
            </>
          : <span>{busy ? 'Searching…' : <IncomingWords />}</span>}
      </div>
      {!busy || found
        ? <VirtualTable key={found ? 'found' : shown_anew.value} in_use={found ? undefined : incoming_in_use} caption={found ? 'Messages found' : 'Messages that come in'} columns={columns(choose)} keys={choose ? [{ key: 'x', words: 'choose this row, or no longer', act: toggle }] : []} rows={found ? found.result.rows : incoming.value} id={(row) => row.id} near_end={more} />
        : null}
      {found && found.result.rows.length === 0 && !found.result.next && <p class="empty">Nothing was found. A longer time, or fewer words?</p>}
    </Page>
  );
}
