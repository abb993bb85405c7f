// One message: what came, what was made of it, what was sent, and why it failed. Its address may be passed on: it holds an id, and no values.
import { useState } from 'preact/hooks';
import { resend, retry_dead, reveal } from '../acts';
import { may, path_of } from '../api';
import type { Message } from '../api_types';
import { copy } from '../parts/tree';
import { Bytes } from '../parts/bytes';
import { Deliveries, failed, Why } from '../parts/deliveries';
import { Edit } from '../parts/edit';
import { Explained, Sent_diff } from '../parts/explained';
import { useFetched } from '../parts/fetched';
import { Button, Page, Trouble } from '../parts/page';
import { counts_of, message_tone, State, whole_state } from '../parts/state';
import { Tabs } from '../parts/tabs';
import { Time } from '../parts/time';
import { Tree } from '../parts/tree';
import { go, link, place, refine } from '../router';
import { bytes } from '../times';

function Facts({ message }: { message: Message }) {
  const state = whole_state(message.state, counts_of(message.deliveries));
  const { tags, children } = message;
  return (
    <dl class="facts in-line">
      <div><dt>State</dt><dd><State tone={message_tone(state)}>{state}</State></dd></div>
      <div><dt>Type</dt><dd>{message.type || 'unknown'}</dd></div>
      <div><dt>Control id</dt><dd><code>{message.control}</code></dd></div>
      <div><dt>Received</dt><dd>
        <Time us={message.received_us} exact /> by <a href={link('connections', message.input)}>{message.input}</a>
        {message.peer && <> from <code>{message.peer}</code></>}
        {message.ack && ` · answered ${message.ack}`}
        {message.revision && <> · revision <a href={link('config', '', { revision: message.revision })}><code>{message.revision.slice(0, 7)}</code></a></>}
      </dd></div>
      {message.reason && <div><dt>Because</dt><dd>{message.reason}</dd></div>}
      <div><dt>Size</dt><dd>{bytes(message.bytes)}</dd></div>
      {tags.length > 0 && <div><dt>Tags</dt><dd>{tags.map((tag) => <a key={tag} class="tag" href={link('messages', '', { tag })}>{tag}</a>)}</dd></div>}
      {message.parent && <div><dt>Made from</dt><dd><a href={link('messages', message.parent)}>{message.parent}</a></dd></div>}
      {children.length > 0 && <div><dt>Became</dt><dd>
        {children.map((child) => <span key={child.id} class="id"><a href={link('messages', child.id)}>{child.id}</a> {child.state} <Time us={child.received_us} /></span>)}
        {message.children_more && <span class="faint">and perhaps more</span>}
      </dd></div>}
    </dl>
  );
}

function Shown({ message, again }: { message: Message; again: () => void }) {
  const outputs = message.deliveries.filter((delivery) => delivery.kind === 'output');
  const tab = place.value.query.get('tab') ?? '';
  const side = place.value.query.get('side') ?? '';
  const choose = (left: string, right: string) =>
    refine(link('messages', message.id, { ...(left ? { tab: left } : {}), ...(right ? { side: right } : {}) }));
  return (
    <div class="halves">
      <Tabs label="Contents" chosen={tab} choose={(id) => choose(id, side)} tabs={[
        { id: 'received', title: 'Received', show: () => (message.tree.length > 0 ? <Tree segments={message.tree} cut={message.cut} /> : <><p class="warning">These bytes are no HL7 message that can be read{message.unreadable && `: ${message.unreadable}`}.</p><Bytes id={message.id} of="received" hex /></>) },
        ...outputs.map((output) => ({ id: `sent-${output.to}`, title: `Sent to ${output.to}`, show: () => (
          <>
            <p class="faint">{output.same_as_received ? 'The bytes as received' : 'Changed by the rules'}</p>
            <Bytes key={output.to} id={message.id} of={output.to} />
          </>
        ) })),
        { id: 'raw', title: 'Raw', show: () => <Bytes key="raw" id={message.id} of="received" /> },
        { id: 'hex', title: 'Hex', show: () => <Bytes key="hex" id={message.id} of="received" hex /> },
      ]} />
      <Tabs label="What became of it" chosen={side} choose={(id) => choose(tab, id)} tabs={[
        { id: 'deliveries', title: 'Deliveries', show: () => <Deliveries message={message} then={again} /> },
        { id: 'diff', title: 'Diff', show: () => <Sent_diff id={message.id} outputs={outputs.map((output) => output.to)} /> },
        { id: 'trace', title: 'Trace', show: () => <Explained id={message.id} /> },
      ]} />
    </div>
  );
}

export function MessagePage() {
  const id = place.value.id;
  const { value: message, trouble, again } = useFetched<Message>(path_of('messages', id));
  const [editing, set_editing] = useState<string[] | null>(null);
  const outputs = message?.deliveries.filter((delivery) => delivery.kind === 'output') ?? [];
  const bad = message?.deliveries.filter(failed) ?? [];
  const retries = bad.length > 0;
  const may_resend = retries ? may('operate') : may('resend') && outputs.length > 0;
  const tab = (left: string, right: string) => refine(link('messages', id, { ...(left ? { tab: left } : {}), ...(right ? { side: right } : {}) }));
  const left = () => place.value.query.get('tab') ?? '';
  const right = () => place.value.query.get('side') ?? '';
  const acts = {
    resend: () => message && (retries ? retry_dead(id, bad.map((each) => each.to), again) : resend(message, [], again)),
    edit: () => set_editing(outputs.filter(failed).map((each) => each.to)),
    reveal: () => reveal(id, again),
    link: () => void copy(location.href, 'the address of this message'),
    seen: () => go(link('audit', '', { about: id })),
  };
  return (
    <Page title={`Message ${id}`}
      keys={[
        { key: 'd', words: 'what the rules changed', act: () => tab(left(), 'diff') },
        { key: 't', words: 'trace of the rules', act: () => tab(left(), 'trace') },
        { key: 'a', words: 'deliveries and answers', act: () => tab(left(), 'deliveries') },
        { key: 'x', words: 'bytes in hexadecimal', act: () => tab('hex', right()) },
        { key: 'b', words: 'back to fields', act: () => tab('', right()) },
        { key: 'c', words: 'copy the address', act: acts.link },
        ...(may_resend ? [{ key: 'r', words: retries ? 'retry where it failed' : 'resend', act: acts.resend }] : []),
        ...(may('edit') && outputs.length > 0 ? [{ key: 'e', words: 'edit and resend', act: acts.edit }] : []),
        ...(message && !message.values && may('reveal') ? [{ key: 'v', words: 'show the values', act: acts.reveal }] : []),
        ...(may('audit') ? [{ key: 'w', words: 'who looked at this', act: acts.seen }] : []),
      ]}
      aside={message && (
        <>
          {may_resend && <Button act={acts.resend} hint="r">{retries ? 'Retry' : 'Resend'}</Button>}
          {may('edit') && outputs.length > 0 && <Button act={acts.edit} hint="e">Edit and resend</Button>}
          {!message.values && may('reveal') && <Button act={acts.reveal} hint="v">Show values</Button>}
          {may('audit') && <Button act={acts.seen} hint="w">Who looked</Button>}
          <Button act={acts.link} hint="c">Copy link</Button>
        </>
      )}>
      <Trouble words={trouble} />
      {!message && trouble && <p><a href={link('messages', '', { control: id, within: '1d' })}>Search for {id} as a control id</a></p>}
      {message && <Why message={message} edit={(to) => set_editing([to])} then={again} />}
      {message && <Facts message={message} />}
      {message && <Shown message={message} again={again} />}
      {message && editing && <Edit message={message} outputs={editing} close={() => set_editing(null)} then={again} />}
    </Page>
  );
}
