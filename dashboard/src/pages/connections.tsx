// Who sends to us, what was refused, and what came over the wire that was no message.
import { useEffect, useRef, useState } from 'preact/hooks';
import { pause_input } from '../acts';
import { get, may, path_of, query_of, words_of } from '../api';
import type { Input, Status, Wire as Wire_events, WireEvent } from '../api_types';
import { status } from '../live';
import { AboutLine } from '../parts/about';
import { Chart } from '../parts/chart';
import { Inputs } from '../parts/feeds';
import { useFetched } from '../parts/fetched';
import { Hex } from '../parts/hex';
import { Button, Page, Trouble } from '../parts/page';
import { input_state, State } from '../parts/state';
import { Table } from '../parts/table';
import { Time } from '../parts/time';
import { link, place } from '../router';
import { bytes, lasting, number } from '../times';
import { useReloads } from './overview';

function WireBytes({ at, close }: { at: string; close: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const [found, set_found] = useState<WireEvent | null>(null);
  const [trouble, set_trouble] = useState('');
  useEffect(() => {
    box.current?.showModal();
    get<WireEvent>(path_of('wire', at)).then(set_found, (error) => set_trouble(words_of(error)));
  }, [at]);
  return (
    <dialog ref={box} class="broad" onClose={close} aria-labelledby="wire">
      <h2 id="wire">Event {at}</h2>
      <Trouble words={trouble} />
      {found && <p>{found.kind.replaceAll('_', ' ')} at {found.input ?? found.output}, {bytes(found.size)}, <Time us={found.at_us} exact /></p>}
      {found?.hex && <Hex hex={found.hex} />}
      <div class="buttons"><button type="button" class="main" onClick={() => box.current?.close()}>Close</button></div>
    </dialog>
  );
}

function Wire({ input }: { input: string }) {
  const { value, trouble } = useFetched<Wire_events>(`/wire${query_of({ at: input })}`);
  const [opened, set_opened] = useState('');
  return (
    <>
      <Trouble words={trouble} />
      {value && (
        <Table caption="Wire events: connects, refusals, and bytes that were no message" rows={value.wire} id={(row) => row.id} empty="Nothing but messages came over the wire."
          columns={[
            { title: 'When', cell: (row) => (may('values') ? <button type="button" class="plain" data-row onClick={() => set_opened(row.id)}><Time us={row.at_us} exact /></button> : <Time us={row.at_us} exact />) },
            { title: 'What', kind: 'wide', cell: (row) => row.kind.replaceAll('_', ' ') },
            { title: 'Where', cell: (row) => row.input ?? `answer of ${row.output}` },
            { title: 'Message', cell: (row) => row.message && <a href={link('messages', row.message)}>{row.message}</a> },
            { title: 'Size', kind: 'number', cell: (row) => bytes(row.size) },
          ]} />
      )}
      {opened && <WireBytes at={opened} close={() => set_opened('')} />}
    </>
  );
}

function One({ input, now }: { input: Input; now: Status }) {
  const shown = input_state(input, now.now_us);
  const marks = useReloads();
  return (
    <>
      <dl class="facts">
        <div><dt>State</dt><dd><State tone={shown.tone}>{shown.words}</State></dd></div>
        {input.paused && <div><dt>Paused because</dt><dd>{input.paused.reason}</dd></div>}
        <div><dt>Whom to call</dt><dd><AboutLine about={input.about} /></dd></div>
        <div><dt>Listens at</dt><dd><code>{input.where}</code> ({input.kind})</dd></div>
        <div><dt>Last message</dt><dd><Time us={input.last_us} /></dd></div>
        <div><dt>Expected every</dt><dd>{input.expect_every_seconds ? lasting(input.expect_every_seconds) : <span class="faint">not said: a silent feed is not noticed</span>}</dd></div>
        <div><dt>Answered</dt><dd>{input.acks ? `${number(input.acks.positive)} positive, ${number(input.acks.negative)} negative` : '–'}</dd></div>
        <div><dt>Messages</dt><dd><a href={link('messages', '', { input: input.name })}>{number(input.messages)}, show the last</a></dd></div>
      </dl>
      <Chart title={`${input.name}, messages a minute`} now_us={now.now_us} reloads={marks} lines={[{ name: 'in', values: input.history ?? [], colour: 'line-1' }]} />
      <Wire input={input.name} />
    </>
  );
}

export function ConnectionsPage() {
  const now = status.value;
  const name = place.value.id;
  const input = now?.inputs.find((each) => each.name === name);
  if (!name) return <Page title="Connections">{now && <Inputs status={now} acts />}<Wire input="" /></Page>;
  if (!now) return <Page title={name}><p class="empty">Asking the engine…</p></Page>;
  if (!input) return <Page title={name}><p class="empty">There is no input of this name. <a href={link('connections')}>All inputs</a></p></Page>;
  const act = may('operate') && <Button act={() => pause_input(input)} hint="p">{input.paused ? 'Resume' : 'Pause'}</Button>;
  return (
    <Page title={input.name} aside={act} keys={may('operate') ? [{ key: 'p', words: 'pause or resume this input', act: () => pause_input(input) }] : []}>
      <One input={input} now={now} />
    </Page>
  );
}
