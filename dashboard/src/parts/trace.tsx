// What the rules did, step by step, with what each changed.
import { useState } from 'preact/hooks';
import type { Account, Difference, Step } from '../api_types';
import { link } from '../router';
import { bytes } from '../times';

export function Changed({ value }: { value: string | null }) {
  if (value === null) return <span class="faint">absent</span>;
  return value === '' ? <span class="faint">empty</span> : <q>{value}</q>;
}

// "step 4 map PV1-2, routes/adt.yaml:18"
function StepWords({ step }: { step: string }) {
  const [, words, where] = /^(.*), (\S+:\d+)$/.exec(step) ?? [];
  return where ? <>{words}, <Where where={where} /></> : <>{step}</>;
}

export function Diff({ lines, empty }: { lines: Difference[]; empty: string }) {
  if (lines.length === 0) return <p class="empty">{empty}</p>;
  const steps = lines.some((line) => line.step);
  return (
    <div class="table-box">
      <table class="diff">
        <caption class="unseen">Differences by field</caption>
        <thead><tr><th scope="col">Path</th><th scope="col">Before</th><th scope="col">After</th>{steps && <th scope="col">Step</th>}</tr></thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={`${line.path} ${index}`}>
              <th scope="row"><code>{line.path}</code><div class="faint">{line.name}</div></th>
              <td class="gone"><Changed value={line.before} /></td>
              <td class="came"><Changed value={line.after} /></td>
              {steps && <td><StepWords step={line.step ?? ''} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// "routes/adt.yaml:18" leads to the line in the revision that runs.
export function Where({ where }: { where: string }) {
  const cut = where.lastIndexOf(':');
  if (cut < 0) return <code>{where}</code>;
  return <a href={link('config', where.slice(0, cut), { line: where.slice(cut + 1) })}><code>{where}</code></a>;
}

function StepRow({ step }: { step: Step }) {
  return (
    <tr class={/fail|reject|refus/.test(step.outcome) ? 'bad' : ''}>
      <th scope="row">{step.part && <span class="faint">{step.part} </span>}{step.step}</th>
      <td>
        {step.outcome}
        {step.asked?.map((each) => <div key={each.path} class="detail"><code>{each.path}</code> is {each.values.length === 0 ? <span class="faint">empty</span> : each.values.map((value) => <q key={value}>{value}</q>)}</div>)}
        {step.looked_up?.map((each) => <div key={each.what} class="detail">{each.what}: {each.found ? 'a row' : 'no row'}</div>)}
        {step.changes?.map((each) => <div key={each.path} class="detail"><code>{each.path}</code> <Changed value={each.before} /> → <Changed value={each.after} /></div>)}
      </td>
      <td><Where where={step.where} /></td>
    </tr>
  );
}

const says_something = (step: Step): boolean => (step.changes?.length ?? 0) + (step.asked?.length ?? 0) + (step.looked_up?.length ?? 0) > 0;

export function Trace({ account }: { account: Account }) {
  const [brief, set_brief] = useState(false);
  const steps = account.steps.filter((step) => !brief || says_something(step));
  const routes = [...new Set(steps.map((step) => step.route))];
  return (
    <>
      <div class="tools">
        <span>Answered <strong>{account.ack}</strong>{account.reason && `: ${account.reason}`}</span>
        <label><input type="checkbox" checked={brief} onChange={(event) => set_brief(event.currentTarget.checked)} /> Only steps that changed or asked something</label>
      </div>
      {routes.map((route) => (
        <div key={route} class="table-box">
          <table class="trace">
            <caption>{route}</caption>
            <thead><tr><th scope="col">Step</th><th scope="col">What came of it</th><th scope="col">Written in</th></tr></thead>
            <tbody>{steps.filter((step) => step.route === route).map((step, index) => <StepRow key={`${step.step} ${index}`} step={step} />)}</tbody>
          </table>
        </div>
      ))}
      {account.left_out > 0 && <p class="empty">{account.left_out} lines more were left out.</p>}
      {account.outputs.length === 0
        ? <p class="empty">Nothing is sent.</p>
        : <ul class="sent">{account.outputs.map((each) => <li key={`${each.output} ${each.route}`}>→ <a href={link('queues', each.output)}>{each.output}</a> {bytes(each.bytes)}{!each.changed && ' as received'}, by {each.route}</li>)}</ul>}
    </>
  );
}
