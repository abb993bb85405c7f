// Times in the site's zone, durations and sizes in words.
import { computed } from '@preact/signals';
import { session } from './api';

const zone = computed(() => session.value?.timezone || 'UTC');

// Making one costs a hundred times more than using it.
const made = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone.value + JSON.stringify(options);
  let found = made.get(key);
  if (!found) made.set(key, (found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone.value, hourCycle: 'h23' })));
  return found;
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };

export const at_time = (us: number): string => format(clock).format(us / 1000);
export const at_millisecond = (us: number): string => format({ ...clock, fractionalSecondDigits: 3 }).format(us / 1000);
export const at_minute = (us: number): string => format({ hour: '2-digit', minute: '2-digit' }).format(us / 1000);
export const on_day = (us: number): string => format({ ...day, year: 'numeric' }).format(us / 1000);

// The day only where it is not today: rows of today are what people read.
export const at = (us: number): string => {
  const now = Date.now() * 1000;
  return on_day(us) === on_day(now) ? at_time(us) : `${format(day).format(us / 1000)} ${at_time(us)}`;
};

export const iso = (us: number): string => (us > 0 ? new Date(us / 1000).toISOString() : '');
export const zone_name = (): string =>
  format({ timeZoneName: 'shortOffset' }).formatToParts(Date.now()).find((part) => part.type === 'timeZoneName')?.value ?? zone.value;

const day_ms = 86_400_000;

const units: [number, string][] = [[86400, 'd'], [3600, 'h'], [60, 'min']];

// The two largest units say enough: "2 h 5 min", "40 s".
export function lasting(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? '0 s' : '< 1 s';
  const index = units.findIndex(([size]) => seconds >= size);
  if (index < 0) return `${Math.round(seconds)} s`;
  const [size, name] = units[index]!;
  const whole = Math.floor(seconds / size);
  const next = units[index + 1];
  const rest = next ? Math.floor((seconds - whole * size) / next[0]) : 0;
  return rest > 0 && next && whole < 10 ? `${whole} ${name} ${rest} ${next[1]}` : `${whole} ${name}`;
}

export const ago = (us: number, now_us: number): string => lasting(Math.max(0, (now_us - us) / 1e6));

const plain = new Intl.NumberFormat('en-GB');
export const number = (value: number): string => plain.format(value);

export function bytes(size: number): string {
  const names = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let step = 0;
  while (size >= 1024 && step < names.length - 1) [size, step] = [size / 1024, step + 1];
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${names[step]}`;
}

export const percent = (share: number): string => `${share > 0 && share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
export const milliseconds = (ms: number): string => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`);

// "2026-03-01T09:02" in the site's zone as microseconds; null when it is no time. Of the hour that comes twice in autumn it is the first or the
// last, and of the one that never comes in spring the one after it.
export function from_site_time(text: string, which: 'first' | 'last'): number | null {
  const as_if_utc = Date.parse(`${text}Z`);
  if (!text || Number.isNaN(as_if_utc)) return null;
  const both = [-day_ms, day_ms].map((by) => as_if_utc - offset_ms(as_if_utc + by)); // by the offset before a change, and after it
  const real = both.filter((instant) => instant + offset_ms(instant) === as_if_utc);
  const of = real.length > 0 ? real : [Math.max(...both)];
  return (which === 'first' ? Math.min(...of) : Math.max(...of)) * 1000;
}

function offset_ms(instant: number): number {
  const parts = format({ ...clock, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(instant / 1000) * 1000;
}
