// What waits, how long, and what stands at the head.
import { hold_output, retry_output, skip_head } from '../acts';
import { may } from '../api';
import type { Output, Status } from '../api_types';
import { status } from '../live';
import { AboutLine } from '../parts/about';
import { Chart } from '../parts/chart';
import { Outputs } from '../parts/feeds';
import { Button, Page } from '../parts/page';
import { output_state, State } from '../parts/state';
import { Time } from '../parts/time';
import { go, link, place } from '../router';
import { lasting, milliseconds, number, percent } from '../times';
import { useReloads } from './overview';

function Drain({ output }: { output: Output }) {
  if (output.pending === 0) return <>empty</>;
  if (output.drain_seconds === undefined) return <>{number(output.pending)} waiting</>;
  if (output.drain_seconds === null) return <>{number(output.pending)} waiting, not draining</>;
  return <>{number(output.pending)} waiting, empty in about {lasting(output.drain_seconds)}</>;
}

function One({ output, now }: { output: Output; now: Status }) {
  const shown = output_state(output, now.now_us);
  const marks = useReloads();
  return (
    <>
      <dl class="facts">
        <div><dt>State</dt><dd><State tone={shown.tone}>{shown.words}</State></dd></div>
        {output.hold && <div><dt>Held because</dt><dd>{output.hold.reason}</dd></div>}
        {output.why && !output.up && <div><dt>Last error</dt><dd>{output.why}</dd></div>}
        {output.remark && <div><dt>Remark</dt><dd>{output.remark}</dd></div>}
        <div><dt>Whom to call</dt><dd><AboutLine about={output.about} /></dd></div>
        <div><dt>Sends to</dt><dd><code>{output.where}</code></dd></div>
        <div><dt>Queue</dt><dd><Drain output={output} /></dd></div>
        <div><dt>Oldest</dt><dd>{output.pending > 0 ? lasting(output.oldest_seconds) : 'nothing waits'}</dd></div>
        <div><dt>Head message</dt><dd>{output.head ? <><a href={link('messages', output.head)}>{output.head}</a>, {output.head_tries ? `failed ${number(output.head_tries)} times` : 'not failed yet'}{output.next_try_ms !== null && output.next_try_ms > 0 && `, next try in ${lasting(output.next_try_ms / 1000)}`}</> : 'none'}</dd></div>
        {output.parked > 0 && <div><dt>Parked</dt><dd>{number(output.parked)} wait for a head that is retried</dd></div>}
        {output.unresolved > 0 && <div><dt>Unresolved</dt><dd>{number(output.unresolved)}: sent, and the answer never came. {output.unresolved_ids.map((id) => <a key={id} href={link('messages', id)}>{id}</a>)}</dd></div>}
        <div><dt>Last hour</dt><dd>{percent(output.error_share_1h ?? 0)} errors{output.p95_ms && `, 95 of 100 answered within ${milliseconds(output.p95_ms)}`}</dd></div>
        <div><dt>Ever</dt><dd>{number(output.delivered)} delivered, {output.dead > 0 ? <a href={link('failures', '', { output: output.name })}>{number(output.dead)} failed</a> : '0 failed'}</dd></div>
        {output.hold && <div><dt>Held since</dt><dd><Time us={output.hold.since_us} /></dd></div>}
      </dl>
      <Chart title={`${output.name}, messages a minute`} now_us={now.now_us} reloads={marks} lines={[{ name: 'out', values: output.history ?? [], colour: 'line-2' }]} />
    </>
  );
}

export function QueuesPage() {
  const now = status.value;
  const name = place.value.id || place.value.query.get('output') || '';
  const output = now?.outputs.find((each) => each.name === name);
  if (!name) return <Page title="Queues">{now && <Outputs status={now} />}</Page>;
  if (!now) return <Page title={name}><p class="empty">Asking the engine…</p></Page>;
  if (!output) return <Page title={name}><p class="empty">There is no output of this name. <a href={link('queues')}>All outputs</a></p></Page>;
  const operate = may('operate');
  const keys = [
    { key: 'h', words: 'hold or release', act: () => hold_output(output) },
    { key: 't', words: 'try now', act: () => retry_output(output) },
    ...(output.head ? [{ key: 's', words: 'skip the head message', act: () => skip_head(output) }] : []),
  ];
  return (
    <Page title={output.name} keys={[...(operate ? keys : []), ...(output.head ? [{ key: 'm', words: 'open the head message', act: () => go(link('messages', output.head!)) }] : [])]}
      aside={operate && (
        <>
          <Button act={() => retry_output(output)} hint="t" disabled={output.pending === 0}>Try now</Button>
          <Button act={() => hold_output(output)} hint="h">{output.hold ? 'Release' : 'Hold'}</Button>
          {output.head && <Button act={() => skip_head(output)} hint="s" kind="danger">Skip the head</Button>}
        </>
      )}>
      <One output={output} now={now} />
    </Page>
  );
}
