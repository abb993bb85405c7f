// Messages as they come. The stream that all tabs share does not have them, as they cost the engine a look into its store: whoever shows
// them asks for a stream of their own, and only while they are in sight. While the list is in use new rows wait: a row that moves under the
// pointer opens another patient's message.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MessageRow } from '../api_types';
import { state_keys } from '../keys';
import { on_leave } from '../session';
import { open_stream, why_refused } from '../stream';
import { at_time, number } from '../times';
import { State } from './state';

const most_rows = 500;
const again_after_ms = 3000;
const path = '/events?messages=true';

export const incoming = signal<MessageRow[]>([]);
export const shown_anew = signal(0);
const newer = signal<MessageRow[]>([]);
const sampled = signal(false);
const since_ms = signal(0); // without a gap; 0: nothing comes
const trouble = signal('');
let in_use = false;

function empty(): void {
  incoming.value = newer.value = [];
  since_ms.value = 0;
}
on_leave(empty);

const before = (rows: MessageRow[], to: MessageRow[]): MessageRow[] => [...rows, ...to].slice(0, most_rows);

function take(data: string): void {
  const { rows, sampled: some } = JSON.parse(data) as { rows: MessageRow[]; sampled: boolean };
  const to = in_use ? newer : incoming;
  to.value = before(rows.reverse(), to.value);
  sampled.value = some;
}

function add_newer(): void {
  incoming.value = before(newer.value, incoming.value);
  newer.value = [];
}

export function incoming_in_use(is_so: boolean): void {
  in_use = is_so;
  if (!is_so) add_newer();
}

function show_newer(): void {
  add_newer();
  shown_anew.value += 1; // from its top
}

export function useIncoming(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    let close: (() => void) | null = null;
    let again = 0;
    let over = false;
    const stop = () => {
      clearTimeout(again);
      close?.();
      close = null;
    };
    const cut = () => {
      since_ms.value = 0;
      trouble.value = 'the engine is not heard';
    };
    const open = () => {
      stop();
      empty();
      if (document.hidden) return;
      const begins = () => {
        empty(); // what came in between is not known
        since_ms.value = Date.now();
        trouble.value = '';
      };
      const lost = async () => {
        cut();
        const why = await why_refused(path);
        if (over) return;
        if (why) trouble.value = why;
        again = window.setTimeout(open, again_after_ms);
      };
      close = open_stream(path, { takes: { messages: take, status: () => undefined }, begins, cut, over: () => void lost() });
    };
    open();
    document.addEventListener('visibilitychange', open);
    const forget_keys = state_keys(() => [{ key: 'n', words: 'show those that came while the list was in use', act: show_newer }]);
    return () => {
      over = true;
      stop();
      document.removeEventListener('visibilitychange', open);
      forget_keys();
    };
  }, [wanted]);
}

// Its count changes every second: nobody wants to hear that.
export function IncomingWords() {
  if (trouble.value) return <State tone="bad">Nothing comes in here: {trouble.value}. It is tried again.</State>;
  const count = newer.value.length;
  return (
    <span aria-live="off">
      Coming in now{since_ms.value > 0 && `, since ${at_time(since_ms.value * 1000)}`}{sampled.value && ' (a sample: more come than can be shown)'}
      {count > 0 && <button type="button" class="quiet" onClick={show_newer}>{number(count)}{count === most_rows && ' and more'} newer <kbd>n</kbd></button>}
    </span>
  );
}
