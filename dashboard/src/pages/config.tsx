// The revision that runs, those before it, and what a reload would change. Rules are written in files and read here.
import { useState } from 'preact/hooks';
import { roll_back } from '../acts';
import { may, path_of, post, words_of } from '../api';
import type { Config, Entry, Files, History, Plan } from '../api_types';
import { ask_person } from '../parts/asking';
import { ConfigText } from '../parts/config_text';
import { useFetched } from '../parts/fetched';
import { Button, Page, Trouble } from '../parts/page';
import { RevisionDiff } from '../parts/revision_diff';
import { State, type Tone } from '../parts/state';
import { Table } from '../parts/table';
import { Time } from '../parts/time';
import { link, place } from '../router';

const tone_of: Record<string, Tone> = { added: 'good', removed: 'bad', changed: 'warn', kept: 'idle' };

function Planned({ plan }: { plan: Plan }) {
  const changes = plan.plan.filter((each) => each.change !== 'kept');
  return (
    <>
      {plan.refusals.map((refusal) => <pre key={refusal} class="trouble">{refusal}</pre>)}
      {changes.length === 0 && plan.refusals.length === 0 && <p class="empty">Nothing would change.</p>}
      <ul class="plan">{changes.map((each) => <li key={`${each.part} ${each.name}`}><State tone={tone_of[each.change] ?? 'idle'}>{each.change}</State> {each.part} <strong>{each.name}</strong></li>)}</ul>
    </>
  );
}

function Running({ config, last, again }: { config: Config; last: number; again: () => void }) {
  const [plan, set_plan] = useState<Plan | null>(null);
  const [turn, set_turn] = useState(0); // of looking: the files are read anew with each
  const [trouble, set_trouble] = useState('');
  const look = () => {
    set_trouble('');
    post<Plan>('/config/plan', {}, config.revision).then(
      (found) => {
        set_plan(found);
        set_turn((before) => before + 1);
      },
      (error) => {
        set_plan(null);
        set_trouble(words_of(error));
      },
    );
  };
  const reload = () => {
    let planned: string | undefined; // files that were saved while somebody thinks are not meant
    ask_person({
      title: 'Reload the configuration',
      reason: true,
      confirm: 'Reload',
      preview: async () => {
        const found = await post<Plan>('/config/plan', {}, config.revision);
        planned = found.revision;
        return { words: <Planned plan={found} />, ready: found.refusals.length === 0 };
      },
      act: async (reason) => {
        const done = await post<Plan>('/config/reload', { reason, planned }, config.revision);
        if (done.refusals.length > 0) throw new Error(done.refusals.join('\n'));
        set_plan(null);
        again();
        return `Revision ${(done.revision ?? '').slice(0, 7)} runs.`;
      },
    });
  };
  return (
    <>
      <dl class="facts">
        <div><dt>Running</dt><dd><code>{config.revision}</code></dd></div>
        <div><dt>Since</dt><dd><Time us={config.entry.since_us} /> by {config.entry.by}{config.entry.reason && `: ${config.entry.reason}`}</dd></div>
        <div><dt>Files on disk</dt><dd>{config.as_on_disk ? <State tone="good">are what runs</State> : <State tone="warn">differ from what runs</State>}</dd></div>
        <div><dt>Files</dt><dd>{config.files.map((name) => <a key={name} class="id" href={link('config', name)}>{name}</a>)}</dd></div>
      </dl>
      {may('configure') && <p class="buttons"><Button act={look}>What a reload would change</Button><Button act={reload}>Reload</Button></p>}
      <Trouble words={trouble} />
      {plan && <section class="planned"><h2>A reload would do this</h2><Planned plan={plan} /><RevisionDiff key={turn} from={last} to={0} /></section>}
    </>
  );
}

export function ConfigPage() {
  const name = place.value.id;
  const config = useFetched<Config>('/config');
  const history = useFetched<History>('/config/history');
  const running = useFetched<Files>(name && config.value ? path_of('config', 'files', config.value.entry.no) : null);
  const [chosen, set_shown] = useState<number | null>(null);
  const rows = history.value?.history ?? [];
  const asked_for = place.value.query.get('revision');
  const shown = chosen ?? rows.find((row) => row.revision === asked_for)?.no ?? 0;
  const again = () => [config.again, history.again].forEach((act) => act());
  if (name) {
    const file = running.value?.files.find((each) => each.name === name);
    return (
      <Page title={name} aside={<a class="button" href={link('config')}>All files</a>}>
        <Trouble words={running.trouble || (running.value && !file ? 'The revision that runs has no file of this name.' : '')} />
        {file && <ConfigText text={file.text} line={Number(place.value.query.get('line') ?? 0)} />}
      </Page>
    );
  }
  const before = (row: Entry) => rows[rows.indexOf(row) + 1];
  return (
    <Page title="Config">
      <Trouble words={config.trouble || history.trouble} />
      {config.value && <Running config={config.value} last={config.value.entry.no} again={again} />}
      <Table caption="Revisions" rows={rows} id={(row) => String(row.no)} empty="No revision is kept."
        tone={(row) => (row.no === config.value?.entry.no ? 'current' : '')}
        columns={[
          { title: 'Revision', cell: (row) => <button type="button" class="plain" data-row aria-expanded={shown === row.no} onClick={() => set_shown(shown === row.no ? 0 : row.no)}><code>{row.revision.slice(0, 7)}</code></button> },
          { title: 'Since', kind: 'number', cell: (row) => <Time us={row.since_us} /> },
          { title: 'By', cell: (row) => row.by },
          { title: 'Reason', kind: 'wide', cell: (row) => row.reason },
          { title: 'Act', cell: (row) => <span class="buttons">
            <Button act={() => set_shown(shown === row.no ? 0 : row.no)}>Diff<span class="unseen"> of {row.revision.slice(0, 7)}</span></Button>
            {may('configure') && config.value && row.no !== config.value.entry.no && <Button kind="danger" act={() => roll_back(row, config.value!.revision, again)}>Roll back<span class="unseen"> to {row.revision.slice(0, 7)}</span></Button>}
          </span> },
        ]}
        below={(row) => (shown === row.no ? before(row) ? <RevisionDiff from={before(row)!.no} to={row.no} /> : <p class="empty">The first that is kept.</p> : null)} />
    </Page>
  );
}
