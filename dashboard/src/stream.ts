// An event stream that is looked after: one that says nothing is closed, and why one was refused is asked, as an EventSource does not tell.
import { base, refusal } from './api';

const silent_after_ms = 15_000; // the engine says something every second
const answer_within_ms = 5000;

export interface Listener {
  takes: Record<string, (data: string) => void>;
  begins?: () => void;
  cut?: () => void; // the browser tries again by itself
  over: (silent: boolean) => void; // closed: refused, or silent for too long
}

export function open_stream(path: string, to: Listener): () => void {
  const source = new EventSource(base + path);
  let heard = Date.now();
  const close = () => {
    clearInterval(timer);
    source.close();
  };
  const end = (silent: boolean) => {
    close();
    to.over(silent);
  };
  const timer = window.setInterval(() => Date.now() - heard > silent_after_ms && end(true), 1000);
  for (const [name, take] of Object.entries(to.takes))
    source.addEventListener(name, (event) => {
      heard = Date.now();
      take((event as MessageEvent<string>).data);
    });
  source.onopen = () => to.begins?.();
  source.onerror = () => (source.readyState === EventSource.CLOSED ? end(false) : to.cut?.());
  return close;
}

// Empty: it would be let in now, or the engine does not answer.
export async function why_refused(path: string): Promise<string> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), answer_within_ms);
  try {
    const response = await fetch(base + path, { signal: stop.signal });
    return response.ok ? '' : (await refusal(response)).message;
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
