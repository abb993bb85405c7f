// Keys for everything. A page states its keys while it is shown; a row of a table states its own. Single letters can be switched off, as
// people who speak to their computer need it (WCAG 2.1.4).
import { signal } from '@preact/signals';

export interface Key {
  key: string; // "j", "Enter", "?", or two in a row: "g o"
  words: string;
  act: () => void;
}

const second_within_ms = 1500;

export const keys_on = signal(localStorage.getItem('vagus-keys') !== 'off');
export const switch_keys = (on: boolean): void => {
  keys_on.value = on;
  localStorage.setItem('vagus-keys', on ? 'on' : 'off');
};

// The last that was stated wins: a table's row over its page, a page over the frame.
const stated = new Set<() => Key[]>();
export const state_keys = (keys: () => Key[]): (() => void) => {
  stated.add(keys);
  return () => stated.delete(keys);
};
export const stated_keys = (): Key[] => {
  const seen = new Map<string, Key>();
  for (const keys of stated) for (const key of keys()) seen.set(key.key, key);
  return [...seen.values()];
};

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));
const presses = (target: EventTarget | null): boolean => target instanceof HTMLElement && ['A', 'BUTTON', 'SUMMARY'].includes(target.tagName);

let first = '';
let first_ms = 0;

function on_key(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  if (writes(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
    return;
  }
  if (event.key === 'Enter' && presses(event.target)) return; // its own
  if (event.key.length === 1 && !keys_on.value) return;
  const both = first && Date.now() - first_ms < second_within_ms ? `${first} ${event.key}` : '';
  first = '';
  const all = stated_keys();
  const found = all.find((key) => key.key === both) ?? all.find((key) => key.key === event.key);
  if (found) {
    event.preventDefault();
    found.act();
  } else if (all.some((key) => key.key.startsWith(`${event.key} `))) {
    first = event.key;
    first_ms = Date.now();
  }
}

export const listen_to_keys = (): void => addEventListener('keydown', on_key);
