// Something fetched when a page opens, and again when what it depends on changes or somebody asks. An answer that comes late is dropped, and
// what was fetched from one path is never shown as another's: not while that is under way, and not when it is refused.
import { useEffect, useState } from 'preact/hooks';
import { get, words_of } from '../api';

export interface Fetched<T> {
  value: T | null;
  trouble: string;
  again: () => void;
}

interface Answer<T> {
  path: string | null;
  value: T | null;
  trouble: string;
}

export function useFetched<T>(path: string | null): Fetched<T> {
  const [last, set_last] = useState<Answer<T>>({ path: null, value: null, trouble: '' });
  const [turn, set_turn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    get<T>(path, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) set_last({ path, value: found, trouble: '' });
      },
      (error) => {
        if (!stop.signal.aborted) set_last((before) => ({ path, value: before.path === path ? before.value : null, trouble: words_of(error) }));
      },
    );
    return () => stop.abort();
  }, [path, turn]);
  const { value, trouble } = last.path === path ? last : { value: null, trouble: '' };
  return { value, trouble, again: () => set_turn((before) => before + 1) };
}
