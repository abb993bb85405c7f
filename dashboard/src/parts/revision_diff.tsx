// What changed between two revisions, file by file. Entry 0 is what lies on disk.
import { path_of } from '../api';
import type { Files } from '../api_types';
import { useFetched } from './fetched';
import { line_diff, with_surroundings } from './line_diff';
import { Trouble } from './page';

const words: Record<string, string> = { '+': 'added: ', '-': 'removed: ', ' ': '' };

function FileDiff({ name, before, after }: { name: string; before: string; after: string }) {
  const shown = with_surroundings(line_diff(before.split('\n'), after.split('\n')));
  return (
    <figure class="file-diff">
      <figcaption><code>{name}</code></figcaption>
      <pre tabIndex={0} aria-label={`Changes of ${name}`}>
        {shown.map((line, index) =>
          line === null
            ? <span key={index} class="gap">{'⋯\n'}</span>
            : <span key={index} class={line.sign === '+' ? 'came' : line.sign === '-' ? 'gone' : ''}><span class="unseen">{words[line.sign]}</span><span aria-hidden="true">{line.sign} </span>{line.text}{'\n'}</span>)}
      </pre>
    </figure>
  );
}

export function RevisionDiff({ from, to }: { from: number; to: number }) {
  const before = useFetched<Files>(path_of('config', 'files', from));
  const after = useFetched<Files>(path_of('config', 'files', to));
  if (!before.value || !after.value) return <Trouble words={before.trouble || after.trouble} />;
  const old = new Map(before.value.files.map((file) => [file.name, file.text]));
  const young = new Map(after.value.files.map((file) => [file.name, file.text]));
  const changed = [...new Set([...old.keys(), ...young.keys()])].sort().filter((name) => old.get(name) !== young.get(name));
  if (changed.length === 0) return <p class="empty">No file differs.</p>;
  return <>{changed.map((name) => <FileDiff key={name} name={name} before={old.get(name) ?? ''} after={young.get(name) ?? ''} />)}</>;
}
