// What people do to a running engine, each with its question. Pages and keys call the same.
import { path_of, post } from './api';
import { ask_person } from './parts/asking';
import type { Acted, Alert, Group, Input, Output, Preview } from './api_types';
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
      await post(path_of('inputs', input.name, paused ? 'resume' : 'pause'), { reason });
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
      await act_on_output(output, held ? 'release' : (values['how']?.[0] ?? 'hold'), reason);
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

export function Count({ found }: { found: Preview }) {
  const late = Object.entries(found.later ?? {}).map(late_words).filter(Boolean);
  return (
    <>
      <p><strong>{number(found.ready)}</strong> ready{found.more && ', and more behind them'}.</p>
      {late.length > 0 && <p class="warning">They arrive out of order: {late.join(', ')}.</p>}
      {found.not?.map((each) => <p key={each.why} class="warning">{number(each.n)} not possible: {each.why}.</p>)}
      {found.missing?.map((each) => <p key={each.id} class="warning">{each.id}: {each.why}.</p>)}
    </>
  );
}

// The engine answers one page of a large group at a time.
const most_pages = 1000;
async function in_pages(path: string, body: object): Promise<number> {
  let done = 0;
  let after: string | undefined;
  for (let page = 0; page < most_pages; ++page) {
    const answer: Acted = await post<Acted>(path, after ? { ...body, after } : body);
    done += answer.done.length;
    after = answer.next;
    if (!after) break;
  }
  return done;
}

export function settle_group(group: Group, verb: 'retry' | 'discard', then: () => void): void {
  const which = { [group.kind]: group.name, group: group.group };
  let through: string | undefined; // what fails while somebody thinks is not meant
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
      const found = await post<Preview>('/dead/preview', which);
      through = found.through;
      return <Count found={found} />;
    },
    act: async (reason) => {
      const done = await in_pages(`/dead/${verb}`, { ...which, reason, ...(through ? { through } : {}) });
      then();
      return `${number(done)} ${retry ? 'sent once more' : 'discarded'}.`;
    },
  });
}

export const rules_choice = { name: 'rules', title: 'What is sent', kind: 'one' as const, chosen: ['as_sent'], options: [
  { value: 'as_sent', words: 'the same bytes as before' },
  { value: 'now', words: 'as received, through the rules of now' },
] };

export function resend(ids: string[], outputs: { name: string; failed: boolean }[], then: () => void): void {
  const failed = outputs.filter((output) => output.failed).map((output) => output.name);
  const wish = (values: Record<string, string[]>) => ({ ids, outputs: values['outputs'] ?? [], rules: values['rules']?.[0] ?? 'as_sent' });
  ask_person({
    title: ids.length === 1 ? `Resend ${ids[0]}` : `Resend ${number(ids.length)} messages`,
    choices: [
      { name: 'outputs', title: 'To', kind: 'several', chosen: failed, options: outputs.map(({ name, failed: bad }) => ({ value: name, words: bad ? `${name} (failed)` : name })) },
      rules_choice,
    ],
    reason: true,
    confirm: 'Resend',
    preview: async (values) => ((values['outputs'] ?? []).length === 0 ? <p class="warning">Choose where it goes.</p> : <Count found={await post<Preview>('/resend/preview', wish(values))} />),
    act: async (reason, values) => {
      const done = await post<Acted>('/resend', { ...wish(values), reason });
      if (done.done.length === 0) throw new Error(done.not.map((each) => each.why).join(', ') || 'Nothing was sent: choose an output.');
      then();
      return `Sent as new message ${done.done.map((each) => each.new ?? each.id).join(', ')}.`;
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
