// Failures by cause: a thousand messages with one cause are one line, and one decision.
import { useRef, useState } from 'preact/hooks';
import { roll_back, settle_group } from '../acts';
import { may, query_of } from '../api';
import type { Config, Entry, Group, Groups as All_groups, History, Status } from '../api_types';
import { status } from '../live';
import { AboutLine } from '../parts/about';
import { DeadRows } from '../parts/dead_rows';
import { useFetched } from '../parts/fetched';
import { Button, Page, Trouble } from '../parts/page';
import { RevisionDiff } from '../parts/revision_diff';
import { State } from '../parts/state';
import { Table, type RowKey } from '../parts/table';
import { Time } from '../parts/time';
import { link, place, refine } from '../router';
import { ago, number } from '../times';

const soon_us = 24 * 3600e6; // later, a change is an unlikely cause

const failures_of = (now: Status | null): number =>
  [...(now?.outputs ?? []).map((each) => each.dead), ...(now?.routes ?? []).map((each) => each.failed ?? 0)].reduce((sum, each) => sum + each, 0);

interface Known {
  history: Entry[];
  config: Config | null;
  then: () => void;
}

// "It began with revision X" is the shortest way to a cause: what that changed, and the way back.
function Began({ group, history, config, then }: Known & { group: Group }) {
  const [open, set_open] = useState(false);
  const index = history.findIndex((entry) => entry.since_us <= group.first_us);
  const entry = history[index];
  const before = history[index + 1];
  if (!entry || !before || group.first_us - entry.since_us > soon_us) return null;
  return (
    <div class="began">
      <p>
        First failure since revision <code>{entry.revision.slice(0, 7)}</code>, {ago(entry.since_us, group.first_us)} after {entry.by} brought it <Time us={entry.since_us} />{entry.reason && `: ${entry.reason}`}
        <Button act={() => set_open(!open)}>{open ? 'Hide what it changed' : 'What it changed'}</Button>
        {index === 0 && may('configure') && config && <Button kind="danger" act={() => roll_back(before, config.revision, then)}>Roll back to {before.revision.slice(0, 7)}</Button>}
      </p>
      {open && <RevisionDiff from={before.no} to={entry.no} />}
    </div>
  );
}

function Groups({ groups, others, known }: { groups: Group[]; others: number; known: Known }) {
  const operate = may('operate');
  const keys: RowKey<Group>[] = operate
    ? [
        { key: 'r', words: 'retry all of this cause', act: (row) => settle_group(row, 'retry', known.then) },
        { key: 'd', words: 'discard all of this cause', act: (row) => settle_group(row, 'discard', known.then) },
      ]
    : [];
  return (
    <>
      <Table caption={`Failures by cause: ${number(groups.reduce((sum, group) => sum + group.count, 0))} messages`} rows={groups} id={(row) => row.group} empty="Nothing has failed." keys={keys}
        columns={[
          { title: 'Cause', kind: 'wide', cell: (row) => <a data-row href={link('failures', row.group)}><State tone="bad">{row.cause}</State></a> },
          { title: 'Messages', kind: 'number', cell: (row) => <strong>{number(row.count)}</strong> },
          { title: 'Where', cell: (row) => `${row.kind} ${row.name}` },
          { title: 'First', kind: 'number', cell: (row) => <Time us={row.first_us} /> },
          { title: 'Last', kind: 'number', cell: (row) => <Time us={row.last_us} /> },
          ...(operate ? [{ title: 'Act', cell: (row: Group) => (
            <span class="buttons">
              <Button act={() => settle_group(row, 'retry', known.then)}>Retry<span class="unseen"> {row.cause}</span></Button>
              <Button kind="danger" act={() => settle_group(row, 'discard', known.then)}>Discard<span class="unseen"> {row.cause}</span></Button>
            </span>
          ) }] : []),
        ]}
        below={(row) => {
          const about = row.kind === 'output' ? status.value?.outputs.find((each) => each.name === row.name)?.about : null;
          return <>{about && <p>Whom to call: <AboutLine about={about} /></p>}<Began group={row} {...known} /></>;
        }} />
      {others > 0 && <p class="warning">{number(others)} messages with rarer causes are not shown.</p>}
    </>
  );
}

export function FailuresPage() {
  const output = place.value.query.get('output') ?? '';
  const id = place.value.id;
  const { value, trouble, again } = useFetched<All_groups>(`/dead/groups${query_of({ output })}`);
  const history = useFetched<History>('/config/history');
  const config = useFetched<Config>('/config');
  const then = () => [again, history.again, config.again].forEach((act) => act());
  const known = { history: history.value?.history ?? [], config: config.value, then };
  // Counted again by hand: rows that move are hit wrongly.
  const failures = failures_of(status.value);
  const counted = useRef(0);
  const last = useRef(value);
  if (last.current !== value || failures < counted.current) counted.current = failures;
  last.current = value;
  const groups = (value?.groups ?? []).filter((group) => !id || group.group === id);
  return (
    <Page title={id ? 'Failures of one cause' : 'Failures'} keys={[{ key: '.', words: 'look again', act: then }]} aside={
      id
        ? <a class="button" href={link('failures')}>All causes</a>
        : <label>Output <select value={output} onChange={(event) => refine(link('failures', '', event.currentTarget.value ? { output: event.currentTarget.value } : {}))}>
            <option value="">all, and routes</option>
            {status.value?.outputs.map((each) => <option key={each.name} value={each.name}>{each.name}</option>)}
          </select></label>
    }>
      <Trouble words={trouble} />
      {failures > counted.current && <p class="warning">{number(failures - counted.current)} failed since this was counted. <Button act={then} hint=".">Count again</Button></p>}
      {value && value.unreadable.length > 0 && <p class="warning">Not readable, and not counted: {value.unreadable.join(', ')}</p>}
      {value && <Groups groups={groups} others={id ? 0 : value.others} known={known} />}
      {id && <DeadRows group={id} />}
    </Page>
  );
}
