// A state is a shape, a word and a colour: any one of them is enough.
import type { ComponentChildren } from 'preact';
import type { Delivery, Input, MessageRow, Output } from '../api_types';
import { ago, lasting } from '../times';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'held' | 'idle';

const shapes: Record<Tone, ComponentChildren> = {
  good: <><circle cx="8" cy="8" r="7" /><path class="cut" d="M4.6 8.3l2.4 2.4 4.4-5" /></>,
  busy: <><circle class="ring" cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" /></>,
  warn: <><path d="M8 1l7.2 13.4H.8z" /><path class="cut" d="M8 5.6v4M8 11.4v1" /></>,
  bad: <><path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" /><path class="cut" d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" /></>,
  held: <><rect x="2.5" y="2" width="4" height="12" rx="1" /><rect x="9.5" y="2" width="4" height="12" rx="1" /></>,
  idle: <circle class="ring" cx="8" cy="8" r="6" />,
};

export function State({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`state ${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">{shapes[tone]}</svg>
      <span>{children}</span>
    </span>
  );
}

export interface Shown {
  tone: Tone;
  words: string;
}

export const silent_for = (input: Input, now_us: number): number =>
  input.expect_every_seconds && input.last_us && !input.paused ? Math.max(0, (now_us - input.last_us) / 1e6 - input.expect_every_seconds) : 0;

export function input_state(input: Input, now_us: number): Shown {
  if (input.paused) return { tone: 'held', words: `paused by ${input.paused.by} for ${ago(input.paused.since_us, now_us)}` };
  if (silent_for(input, now_us) > 0)
    return { tone: 'bad', words: `silent for ${ago(input.last_us!, now_us)}, expected every ${lasting(input.expect_every_seconds!)}` };
  if (input.connections > 0) return { tone: 'good', words: `${input.connections} connected` };
  if (input.kind === 'mllp') return { tone: 'idle', words: 'nobody connected' };
  return { tone: 'good', words: 'ready' };
}

export function output_state(output: Output, now_us: number): Shown {
  if (output.hold) {
    const until = output.hold.drains ? ', drains first' : '';
    return { tone: 'held', words: `held by ${output.hold.by} for ${ago(output.hold.since_us, now_us)}${until}` };
  }
  if (output.state === 'stopped') return { tone: 'bad', words: output.words || 'stopped' };
  if (!output.up && output.pending > 0) return { tone: 'bad', words: output.words || output.why || 'down' };
  if (!output.up) return { tone: output.why ? 'warn' : 'idle', words: output.words || 'nothing to send' };
  if (output.state === 'retrying') return { tone: 'warn', words: output.words };
  return { tone: output.pending > 0 ? 'busy' : 'good', words: output.words || 'up' };
}

const of_messages: Record<string, Tone> = {
  delivered: 'good', queued: 'good', pending: 'busy', awaiting: 'busy', waiting: 'busy', dead: 'bad', failed: 'bad', refused: 'bad', unmatched: 'warn',
};
export const message_tone = (state: string): Tone => of_messages[state] ?? 'idle';

// Where a message stands as a whole: the worst of its deliveries.
export function whole_state(state: string, count: MessageRow['deliveries']): string {
  if (count.dead > 0) return 'failed';
  if (count.pending > 0) return 'waiting';
  return state === 'queued' && count.delivered > 0 ? 'delivered' : state;
}

const count_of = (deliveries: Delivery[], ...states: string[]): number => deliveries.filter((each) => states.includes(each.state)).length;
export const counts_of = (deliveries: Delivery[]): MessageRow['deliveries'] => ({
  pending: count_of(deliveries, 'pending', 'awaiting'), delivered: count_of(deliveries, 'delivered'), dead: count_of(deliveries, 'dead', 'failed'),
});
