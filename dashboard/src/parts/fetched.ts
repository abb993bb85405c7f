// Something fetched when a page opens, and again when what it depends on changes or somebody asks. An answer that comes late is dropped.
import { useEffect, useState } from 'preact/hooks';
import { get, words_of } from '../api';

export interface Fetched<T> {
  value: T | null;
  trouble: string;
  again: () => void;
}

export function useFetched<T>(path: string | null): Fetched<T> {
  const [value, set_value] = useState<T | null>(null);
  const [trouble, set_trouble] = useState('');
  const [turn, set_turn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    get<T>(path, stop.signal).then(
      (found) => {
        if (stop.signal.aborted) return;
        set_value(found);
        set_trouble('');
      },
      (error) => stop.signal.aborted || set_trouble(words_of(error)),
    );
    return () => stop.abort();
  }, [path, turn]);
  return { value, trouble, again: () => set_turn((before) => before + 1) };
}
