// A file of the configuration with numbered lines; the line that was asked for is in sight.
import { useEffect, useRef } from 'preact/hooks';

export function ConfigText({ text, line }: { text: string; line: number }) {
  const wanted = useRef<HTMLLIElement>(null);
  useEffect(() => wanted.current?.scrollIntoView({ block: 'center' }), [line, text]);
  return (
    <ol class="file" tabIndex={0} aria-label="Lines of the file">
      {text.replace(/\n$/, '').split('\n').map((each, index) => (
        <li key={index} ref={index + 1 === line ? wanted : null} class={index + 1 === line ? 'wanted' : ''} aria-current={index + 1 === line ? 'location' : undefined}><code>{each || ' '}</code></li>
      ))}
    </ol>
  );
}
