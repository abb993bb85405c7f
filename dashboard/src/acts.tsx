// What people do to a running engine, each with its question. Pages and keys call the same.
import { get, path_of, post, post_once, session, words_of } from './api';
import { ask_person, type Foreseen } from './parts/asking';
import type { Acted, Alert, Group, Input, Message, NotDone, Output, Preview } from './api_types';
import { at_work } from './session';
import { at, lasting, number } from './times';

const act_on_output = (output: Output, verb: string, reason: string, more: object = {}) => post(path_of('outputs', output.name, verb), { reason, ...more });

export function pause_input(input: Input): void {
  const paused = input.paused !== null;
  ask_person({
    title: paused ? `Resume ${input.name}` : `Pause ${input.name}`,
    words: paused
      ? <p>Paused by {input.paused!.by}: {input.paused!.reason}. It takes messages again.</p>
      : <p>The port closes: senders cannot connect, and keep their messages until {input.name} is resumed.</p>,
    reason: true,
    confirm: paused ? 'Resume' : 'Pause',
    danger: !paused,
    act: async (reason) => {
      await post(path_of('inputs', input.name, paused ? 'resume' : 'pause'), { reason, seen_us: input.paused?.since_us ?? 0 });
      return `${input.name} is ${paused ? 'taking messages' : 'paused'}.`;
    },
  });
}

export function hold_output(output: Output): void {
  const held = output.hold !== null;
  ask_person({
    title: held ? `Release ${output.name}` : `Hold ${output.name}`,
    words: held
      ? <p>Held by {output.hold!.by}: {output.hold!.reason}. {number(output.pending)} waiting messages are sent, in order.</p>
      : <p>Nothing more is sent to {output.where}. Messages wait here, in order, and senders notice nothing.</p>,
    ...(held ? {} : { choices: [{ name: 'how', title: 'When', kind: 'one' as const, chosen: ['hold'], options: [
      { value: 'hold', words: 'now' },
      { value: 'drain', words: `after the ${number(output.pending)} that wait have been sent` },
    ] }] }),
    reason: true,
    confirm: held ? 'Release' : 'Hold',
    danger: !held,
    act: async (reason, values) => {
      // Not over what another decided since: a hold that was made a drain would send what it was to keep.
      await act_on_output(output, held ? 'release' : (values['how']?.[0] ?? 'hold'), reason, { seen_us: output.hold?.since_us ?? 0 });
      return `${output.name} is ${held ? 'sending again' : 'held'}.`;
    },
  });
}

export function retry_output(output: Output): void {
  ask_person({
    title: `Try ${output.name} now`,
    words: <p>{output.next_try_ms ? `The next attempt would be in ${lasting(output.next_try_ms / 1000)}. ` : ''}The head message is sent at once.</p>,
    reason: true,
    confirm: 'Try now',
    act: async (reason) => {
      await act_on_output(output, 'retry-now', reason);
      return `${output.name} tries now.`;
    },
  });
}

export function skip_head(output: Output): void {
  ask_person({
    title: `Skip message ${output.head} of ${output.name}`,
    words: (
      <>
        <p>{output.head_tries ? `It failed ${number(output.head_tries)} times. ` : ''}It goes to the failures, from where it can be retried.</p>
        <p><strong>This breaks the order:</strong> the {number(Math.max(0, output.pending - 1))} messages behind it are sent before it. If one of them is about the same patient, the receiver learns things in the wrong order.</p>
      </>
    ),
    reason: true,
    confirm: 'Skip it',
    danger: true,
    act: async (reason) => {
      await act_on_output(output, 'skip', reason, { id: output.head });
      return `Message ${output.head} is among the failures.`;
    },
  });
}

const late_words = ([output, count]: [string, number | null]) => (count === 0 ? '' : `${output} has had ${count === null ? 'many' : number(count)} newer messages of the same keys`);

export function Count({ found, verb = 'ready' }: { found: Preview; verb?: string }) {
  const late = Object.entries(found.later ?? {}).map(late_words).filter(Boolean);
  return (
    <>
      <p><strong>{number(found.ready)}</strong> {verb}{found.more && ', and more behind them'}.</p>
      {late.length > 0 && <p class="warning">They arrive out of order: {late.join(', ')}.</p>}
      {found.not?.map((each) => <p key={each.why} class="warning">{number(each.n)} not possible: {each.why}.</p>)}
      {found.missing?.map((each) => <p key={each.id} class="warning">{each.id}: {each.why}.</p>)}
    </>
  );
}
const foreseen = (found: Preview, verb?: string): Foreseen => ({ words: <Count found={found} {...(verb ? { verb } : {})} />, ready: found.ready > 0 });

const whys = (not: NotDone[]): string => [...new Set(not.map((each) => each.why))].join('; ');

// The engine answers one page of a large group at a time.
const most_pages = 1000;
async function in_pages(path: string, body: object, said: (words: string) => void): Promise<Acted> {
  const all: Acted = { done: [], not: [] };
  const who = session.value;
  at_work.value = true;
  try {
    let after: string | undefined;
    for (let page = 0; page < most_pages; ++page) {
      const answer: Acted = await post<Acted>(path, after ? { ...body, after } : body);
      all.done.push(...answer.done);
      all.not.push(...answer.not);
      said(`${number(all.done.length)} so far`);
      after = answer.next;
      if (session.value?.user !== who?.user) break; // the next person's session does nothing of ours
      if (!after) break;
    }
  } catch (error) {
    throw all.done.length === 0 ? error : new Error(`${number(all.done.length)} are done, and perhaps a hundred more. ${words_of(error)} Those that are done are not done again.`);
  } finally {
    if (session.value?.user === who?.user) at_work.value = false;
  }
  return all;
}

export function settle_group(group: Group, verb: 'retry' | 'discard', then: () => void): void {
  const which = { [group.kind]: group.name, group: group.group };
  let through = ''; // what fails while somebody thinks is not meant, nor what fails again
  const retry = verb === 'retry';
  ask_person({
    title: `${retry ? 'Retry' : 'Discard'} ${number(group.count)} of ${group.name}`,
    words: retry
      ? <p>Each is sent once more as a new message; the failure stays, marked as retried.</p>
      : <p>They are marked as settled and not sent. They stay searchable until retention removes them.</p>,
    reason: true,
    confirm: retry ? 'Retry' : 'Discard',
    danger: !retry,
    preview: async () => {
      const found = await post<Preview>(retry ? '/dead/preview' : '/dead/count', which);
      through = found.through;
      return foreseen(found, retry ? 'ready' : 'are closed');
    },
    act: async (reason, _, said) => {
      if (!through) throw new Error('They are not counted yet.');
      const { done, not } = await in_pages(`/dead/${verb}`, { ...which, reason, through }, said).finally(then);
      if (done.length === 0) throw new Error(`Nothing was done${not.length > 0 ? `: ${whys(not)}` : ', as nothing of it is left'}.`);
      return `${number(done.length)} ${retry ? 'sent once more' : 'discarded'}${not.length > 0 ? `, ${number(not.length)} not: ${whys(not)}` : ''}.`;
    },
  });
}

// One message where it failed. The engine does it once, whoever asks and from however old a page.
export function retry_dead(id: string, names: string[], then: () => void): void {
  const ids = [...new Set(names)].map((name) => `${id}/${name}`); // all parts that one of them has
  ask_person({
    title: `Retry ${id} at ${names.join(' and ')}`,
    words: <p>It is sent once more as a new message; the failure stays, marked as retried.</p>,
    reason: true,
    confirm: 'Retry',
    preview: async () => foreseen(await post<Preview>('/dead/preview', { ids })),
    act: async (reason) => {
      const { done, not } = await post<Acted>('/dead/retry', { ids, reason }).finally(then);
      if (done.length === 0) throw new Error(`Nothing was sent: ${whys(not)}.`);
      return `${done.map((each) => each.name).join(' and ')}: sent once more${not.length > 0 ? `; not: ${whys(not)}` : ''}.`;
    },
  });
}

// What was looked at may be old, and another may have sent it meanwhile.
export async function as_shown(shown: Message, outputs: string[]): Promise<void> {
  const who = session.value;
  const now = await get<Message>(path_of('messages', shown.id));
  if (session.value?.user !== who?.user) throw new Error('Nothing was sent: somebody else has logged in meanwhile.');
  // An output may have several parts of a message, each with its state.
  const states_at = (of: Message, output: string) => of.deliveries.filter((each) => each.kind === 'output' && each.to === output).map((each) => each.state).sort().join(' and ');
  const other = outputs.find((output) => states_at(now, output) !== states_at(shown, output));
  if (other) throw new Error(`Nothing was sent: ${other} is ${states_at(now, other)} by now, and was ${states_at(shown, other) || 'not there'} when you looked. Close this and look again.`);
  const made = now.children.find((child) => child.state === 'resent' && !shown.children.some((each) => each.id === child.id));
  if (made) throw new Error(`Nothing was sent: meanwhile it was sent once more as ${made.id}. Close this and look again.`);
}

export const rules_choice = { name: 'rules', title: 'What is sent', kind: 'one' as const, chosen: ['as_sent'], options: [
  { value: 'as_sent', words: 'the same bytes as before' },
  { value: 'now', words: 'as received, through the rules of now' },
] };

export function resend(shown: Message, chosen: string[], then: () => void): void {
  const { id } = shown;
  const outputs = shown.deliveries.filter((each) => each.kind === 'output' && each.state !== 'dead'); // a dead one is retried
  const wish = (values: Record<string, string[]>) => ({ ids: [id], outputs: values['outputs'] ?? [], rules: values['rules']?.[0] ?? 'as_sent' });
  ask_person({
    title: `Resend ${id}`,
    choices: [
      { name: 'outputs', title: 'To', kind: 'several', chosen, options: outputs.map(({ to, state }) => ({ value: to, words: `${to} (${state})` })) },
      rules_choice,
    ],
    reason: true,
    confirm: 'Resend',
    preview: async (values) => (wish(values).outputs.length === 0 ? { words: <p class="warning">Choose where it goes.</p>, ready: false } : foreseen(await post<Preview>('/resend/preview', wish(values)))),
    act: async (reason, values) => {
      try {
        await as_shown(shown, wish(values).outputs);
        const { done, not } = await post_once<Acted>('/resend', { ...wish(values), reason }, id);
        if (done.length === 0) throw new Error(`Nothing was sent: ${whys(not)}.`);
        return `Sent as new message ${done.map((each) => each.new ?? each.id).join(', ')}.`;
      } finally {
        then();
      }
    },
  });
}

export function reveal(id: string, then: () => void): void {
  ask_person({
    title: 'Show the values of this message',
    words: <p>For a limited time, for you alone. Your name, the reason and the time stand in the audit.</p>,
    reason: true,
    confirm: 'Show values',
    act: async (reason) => {
      const { until_us } = await post<{ until_us: number }>(path_of('messages', id, 'reveal'), { reason });
      then();
      return `Values are shown until ${at(until_us)}.`;
    },
  });
}

export function snooze(alert: Alert, then: () => void): void {
  if (alert.snoozed) {
    ask_person({
      title: `Wake ${alert.rule} ${alert.subject}`,
      words: <p>Snoozed by {alert.snoozed.by}: {alert.snoozed.reason}.</p>,
      reason: false,
      confirm: 'Wake',
      act: async () => {
        await post(path_of('alerts', alert.id, 'wake'));
        then();
        return 'The alert is awake again.';
      },
    });
    return;
  }
  ask_person({
    title: `Snooze ${alert.rule} ${alert.subject}`,
    choices: [{ name: 'minutes', title: 'For', kind: 'one', chosen: ['60'], options: [['30', '30 minutes'], ['60', '1 hour'], ['240', '4 hours'], ['1440', '1 day']].map(([value, words]) => ({ value: value!, words: words! })) }],
    reason: true,
    confirm: 'Snooze',
    act: async (reason, values) => {
      await post(path_of('alerts', alert.id, 'snooze'), { reason, minutes: Number(values['minutes']?.[0]) });
      then();
      return 'The alert is snoozed.';
    },
  });
}

export function roll_back(to: { no: number; revision: string }, from: string, then: () => void): void {
  ask_person({
    title: `Roll back to revision ${to.revision.slice(0, 7)}`,
    words: <p>The rules of entry {to.no} run again, without a restart. The files on disk stay as they are.</p>,
    reason: true,
    confirm: 'Roll back',
    danger: true,
    act: async (reason) => {
      await post('/config/rollback', { entry: to.no, reason }, from);
      then();
      return `Revision ${to.revision.slice(0, 7)} runs.`;
    },
  });
}
