import { useState } from 'preact/hooks';
import type { Status } from '../api_types';
import { ahead_ms } from '../live';
import { useFetched } from './fetched';
import { from_site_time } from '../times';

export interface Wanted {
  input: string;
  type: string;
  control: string;
  state: string;
  output: string;
  tag: string;
  key: string;
  text: string;
  within: string;
  since: string; // as a person writes it, in the site's zone
  until: string;
}

const windows: [string, string, number][] = [
  ['15m', 'last 15 minutes', 900], ['1h', 'last hour', 3600], ['4h', 'last 4 hours', 14_400], ['1d', 'last day', 86_400],
  ['7d', 'last 7 days', 604_800], ['between', 'between …', 0],
];
const states = ['queued', 'unmatched', 'dropped', 'failed', 'refused', 'resent', 'fragment'];

// By the engine's clock, as soon as it was heard: that of a PC may be wrong.
const now_seconds = (): number => Math.floor((Date.now() + ahead_ms.value) / 1000);

export function window_of(wanted: Wanted): { since_us?: number; until_us?: number } {
  if (wanted.within === 'between') {
    const since_us = from_site_time(wanted.since, 'first');
    const until_us = from_site_time(wanted.until, 'last');
    return { ...(since_us === null ? {} : { since_us }), ...(until_us === null ? {} : { until_us }) };
  }
  const seconds = windows.find(([id]) => id === wanted.within)?.[2] ?? 900;
  return { since_us: (now_seconds() - seconds) * 1e6 };
}

// What the engine can search by is what its own description says.
interface Described {
  paths: Record<string, { post?: { requestBody?: { content: { 'application/json': { schema: { properties: Record<string, unknown> } } } } } }>;
}

interface Form {
  start: Wanted;
  now: Status | null;
  search: (wanted: Wanted) => void;
  busy: boolean;
  cancel: () => void;
}

export function SearchForm({ start, now, search, busy, cancel }: Form) {
  const [wanted, set_wanted] = useState(start);
  const described = useFetched<Described>('/openapi.json').value;
  const knows = (name: keyof Wanted) => name in (described?.paths['/api/v1/messages/find']?.post?.requestBody?.content['application/json'].schema.properties ?? {});
  const field = (name: keyof Wanted) => ({
    name,
    value: wanted[name],
    onInput: (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) => set_wanted({ ...wanted, [name]: event.currentTarget.value }),
  });
  const choice = (name: keyof Wanted, options: string[]) => (
    <select {...field(name)}>
      <option value="">any</option>
      {options.map((option) => <option key={option}>{option}</option>)}
    </select>
  );
  return (
    <form class="search" onSubmit={(event) => { event.preventDefault(); search(wanted); }}>
      <label>When <select {...field('within')}>{windows.map(([id, words]) => <option key={id} value={id}>{words}</option>)}</select></label>
      {wanted.within === 'between' && <label>From <input type="datetime-local" step="1" {...field('since')} /></label>}
      {wanted.within === 'between' && <label>Until <input type="datetime-local" step="1" {...field('until')} /></label>}
      {knows('key') && <label>Patient or order <input {...field('key')} autocomplete="off" maxLength={200} placeholder="MRN, visit, order number" /></label>}
      <label>Control id <input {...field('control')} autocomplete="off" maxLength={200} /></label>
      <label>Type <input {...field('type')} autocomplete="off" placeholder="ADT^A08" maxLength={20} /></label>
      <label>Input {choice('input', now?.inputs.map((input) => input.name) ?? [])}</label>
      {knows('output') && <label>Output {choice('output', now?.outputs.map((output) => output.name) ?? [])}</label>}
      <label>State {choice('state', states)}</label>
      {knows('tag') && <label>Tag <input {...field('tag')} autocomplete="off" maxLength={100} /></label>}
      {knows('text') && <label>Text <input {...field('text')} autocomplete="off" maxLength={200} placeholder="read message by message" /></label>}
      <span class="buttons">
        <button type="submit" class="main">Search</button>
        {busy && <button type="button" onClick={cancel}>Stop</button>}
      </span>
    </form>
  );
}
