// Messages a minute over the last hour, with a mark at each reload: most trouble begins with a change.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { at_minute, number } from '../times';
import type { Reload } from '../live';

export interface Line {
  name: string;
  values: number[]; // one a minute, the last of now
  colour: 'line-1' | 'line-2';
}

interface Wanted {
  title: string;
  lines: Line[];
  now_us: number;
  reloads: Reload[];
}

const height = 150;
const left = 44; // for the numbers of the scale
const top = 8;
const bottom = height - 22; // above the times
const minute_us = 60e6;
const first_width = 600; // until it is measured
const least_scale = 5;
const tick_minutes = [5, 10, 15, 30, 60];
const tick_width = 60;
const beyond_top = 1.15;

// 1, 2 or 5 and zeros: at most four steps of it reach `high`.
function round_step(high: number): number {
  const size = 10 ** Math.floor(Math.log10(high / 4));
  return Math.max(1, size * (([1, 2, 5].find((each) => each * size * 4 >= high)) ?? 10));
}

export function Chart({ title, lines, now_us, reloads }: Wanted) {
  const box = useRef<HTMLDivElement>(null);
  const [width, set_width] = useState(first_width);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(() => box.current && set_width(box.current.clientWidth));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);

  const minutes = Math.max(2, ...lines.map((line) => line.values.length));
  const last_us = Math.floor(now_us / minute_us) * minute_us;
  const high = Math.max(least_scale, ...lines.flatMap((line) => line.values)) * beyond_top;
  const x = (us: number) => width - ((last_us - us) / minute_us / (minutes - 1)) * (width - left);
  const y = (value: number) => bottom - (value / high) * (bottom - top);
  const first_us = last_us - (minutes - 1) * minute_us;

  const step = round_step(high);
  const every_us = (tick_minutes.find((each) => ((width - left) / minutes) * each >= tick_width) ?? 60) * minute_us;
  const times = Array.from({ length: Math.floor((last_us - first_us) / every_us) + 1 }, (_, index) => Math.ceil(first_us / every_us) * every_us + index * every_us).filter((us) => us <= last_us);

  const marks = reloads.filter(({ at_us }) => at_us >= first_us && at_us <= now_us);
  const last = lines.map((line) => `${line.name} ${line.values.at(-1) ?? 0} a minute, at most ${Math.max(0, ...line.values)} in the last hour`).join('; ');
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {lines.map((line) => <span key={line.name} class={`legend ${line.colour}`}>{line.name}</span>)}
      </figcaption>
      <div ref={box}>
        <svg class="plot" width={width} height={height} role="img" aria-label={`${title}. ${last}. ${marks.length} ${marks.length === 1 ? 'reload' : 'reloads'}.`}>
          {Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step).map((value) => (
            <g key={value}><path class="rule" d={`M${left} ${y(value)}H${width}`} /><text x={left - 8} y={y(value) + 4} text-anchor="end">{number(value)}</text></g>
          ))}
          {times.map((us) => (
            <g key={us}><path class="rule" d={`M${x(us)} ${top}V${bottom}`} /><text x={x(us)} y={height - 6} text-anchor={x(us) > width - tick_width / 2 ? 'end' : 'middle'}>{at_minute(us)}</text></g>
          ))}
          {lines.map((line) => (
            <polyline key={line.name} class={line.colour} points={line.values.map((value, index) => `${x(last_us - (line.values.length - 1 - index) * minute_us)},${y(value)}`).join(' ')} />
          ))}
          {marks.map(({ at_us, revision }) => {
            const at = Math.min(width, x(at_us));
            const right = at > width * 0.85;
            return <g key={at_us} class="mark"><path d={`M${at} ${top}V${bottom}`} /><text x={at + (right ? -4 : 4)} y={top + 11} text-anchor={right ? 'end' : 'start'}>reload {revision.slice(0, 7)}</text></g>;
          })}
        </svg>
      </div>
    </figure>
  );
}
