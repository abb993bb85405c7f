// Messages as they come. The stream that all tabs share does not have them, as they cost the engine a look into its store: whoever shows
// them asks for a stream of their own, and only while they are in sight.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { base } from '../api';
import type { MessageRow } from '../api_types';
import { on_leave } from '../session';

const most_rows = 500;

export const incoming = signal<MessageRow[]>([]);
export const sampled = signal(false);
on_leave(() => (incoming.value = []));

export function useIncoming(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    let source: EventSource | null = null;
    const take = (event: Event) => {
      const { rows, sampled: some } = JSON.parse((event as MessageEvent<string>).data) as { rows: MessageRow[]; sampled: boolean };
      incoming.value = [...rows.reverse(), ...incoming.value].slice(0, most_rows);
      sampled.value = some;
    };
    const follow = () => {
      source?.close();
      source = document.hidden ? null : new EventSource(`${base}/events?messages=true`);
      source?.addEventListener('messages', take);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
    };
  }, [wanted]);
}
