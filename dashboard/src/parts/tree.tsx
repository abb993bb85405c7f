// A message as segments and values with their HL7 names: one table, in which the path is a button that copies itself.
import { useState } from 'preact/hooks';
import type { Segment, Value } from '../api_types';
import { notice } from './asking';

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notice.value = `Copied: ${what}`;
  } catch {
    notice.value = `This browser does not let a page copy. ${what}`; // only over HTTPS
  }
}

const holds = (of: Value, wanted: string): boolean => [of.path, of.name, of.masked ? '' : of.value, of.meaning].some((text) => text.toLowerCase().includes(wanted));

const Row = ({ of }: { of: Value }) => (
  <tr class={of.path.includes('.') ? 'component' : ''}>
    <th scope="row"><button type="button" class="plain path" data-row onClick={() => void copy(of.path, of.path)} title="Copy the path">{of.path}</button></th>
    <td class="name">{of.name}</td>
    <td class="value">{of.masked ? <span class="masked" title="Masked: your role does not see this value">{of.value}</span> : of.value}{of.meaning && <span class="meaning"> ({of.meaning})</span>}</td>
  </tr>
);

function Group({ segment, values }: { segment: Segment; values: Value[] }) {
  const [open, set_open] = useState(true);
  const label = segment.n > 1 ? `${segment.segment}[${segment.n}]` : segment.segment;
  return (
    <tbody>
      <tr class="segment">
        <th scope="rowgroup" colSpan={3}>
          <button type="button" class="twist" aria-expanded={open} onClick={() => set_open(!open)} aria-label={`Fields of ${label}`}>{open ? '▾' : '▸'}</button>
          <strong>{label}</strong> {segment.name}
        </th>
      </tr>
      {open && values.map((value, index) => <Row key={`${value.path} ${index}`} of={value} />)}
    </tbody>
  );
}

export function Tree({ segments, cut }: { segments: Segment[]; cut: boolean }) {
  const [text, set_text] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = segments.map((segment) => ({ segment, values: segment.values.filter((value) => !wanted || holds(value, wanted)) })).filter((each) => each.values.length > 0);
  return (
    <>
      <div class="tools"><label>Find in message <input type="search" value={text} onInput={(event) => set_text(event.currentTarget.value)} /></label></div>
      <table class="tree">
        <caption class="unseen">Segments and fields</caption>
        <thead><tr><th scope="col">Path</th><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
        {shown.map(({ segment, values }, index) => <Group key={`${segment.segment} ${index}`} segment={segment} values={values} />)}
      </table>
      {shown.length === 0 && <p class="empty">No field has that.</p>}
      {cut && <p class="warning">Only the first part of this message is shown as fields. Raw has more.</p>}
    </>
  );
}
