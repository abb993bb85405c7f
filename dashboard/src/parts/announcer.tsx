// Speaks alerts that are new, and nothing else: a page that talks at every change is switched off by those who need it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { alerts } from '../live';

export function Announcer() {
  const known = useRef<Set<string> | null>(null);
  const [words, set_words] = useState('');
  useEffect(() => {
    if (!alerts.value) return;
    const open = alerts.value.filter((alert) => !alert.snoozed);
    if (known.current) {
      const fresh = open.filter((alert) => !known.current!.has(alert.id));
      if (fresh.length > 0) set_words(fresh.map((alert) => `Alert: ${alert.words}`).join(' '));
    }
    known.current = new Set(open.map((alert) => alert.id));
  }, [alerts.value]);
  return <div class="unseen" aria-live="assertive">{words}</div>;
}
