// Messages a minute over the last hour, with a mark at each reload: most trouble begins with a change.
import uPlot from 'uplot';
import { useEffect, useRef } from 'preact/hooks';
import { dark_system, theme } from '../theme';
import { at_minute } from '../times';
import type { Reload } from '../live';

export interface Line {
  name: string;
  values: number[];
  colour: '--line-1' | '--line-2';
}

const height = 150;
const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function marks(reloads: () => Reload[]): uPlot.Plugin {
  const draw = (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour('--mark');
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    for (const reload of reloads()) {
      const x = plot.valToPos(reload.at_us / 1e6, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const right = x > bbox.left + bbox.width * 0.85;
      ctx.textAlign = right ? 'right' : 'left';
      ctx.fillText(`reload ${reload.revision.slice(0, 7)}`, x + (right ? -4 : 4) * ratio, bbox.top + 11 * ratio);
    }
    ctx.restore();
  };
  return { hooks: { draw } };
}

interface Wanted {
  title: string;
  lines: Line[];
  now_us: number;
  reloads: Reload[];
}

export function Chart({ title, lines, now_us, reloads }: Wanted) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shown_reloads = useRef(reloads);
  shown_reloads.current = reloads;
  const length = lines[0]?.values.length ?? 0;
  const minute = Math.floor(now_us / 60e6) * 60;
  const data: uPlot.AlignedData = [Array.from({ length }, (_, index) => minute - (length - 1 - index) * 60), ...lines.map((line) => line.values)];
  const look = `${theme.value} ${dark_system.value} ${lines.map((line) => line.name).join()}`;

  useEffect(() => {
    if (!box.current) return;
    const axis = { stroke: colour('--chart-text'), grid: { stroke: colour('--chart-rule'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    plot.current = new uPlot(
      {
        width: box.current.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.15, 5)] } },
        axes: [{ ...axis, size: 26, values: (_plot, ticks) => ticks.map((tick) => at_minute(tick * 1e6)) }, { ...axis, size: 44 }],
        series: [{}, ...lines.map((line) => ({ label: line.name, stroke: colour(line.colour), width: 1.6, points: { show: false } }))],
        plugins: [marks(() => shown_reloads.current)],
      },
      data,
      box.current,
    );
    const sizes = new ResizeObserver(() => box.current && plot.current?.setSize({ width: box.current.clientWidth, height }));
    sizes.observe(box.current);
    return () => {
      sizes.disconnect();
      plot.current?.destroy();
    };
  }, [look]);

  useEffect(() => plot.current?.setData(data), [minute, lines.map((line) => line.values.at(-1)).join(), reloads.length]);

  const last = lines.map((line) => `${line.name} ${line.values.at(-1) ?? 0} a minute, at most ${Math.max(0, ...line.values)} in the last hour`).join('; ');
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {lines.map((line) => <span key={line.name} class={`legend ${line.colour.slice(2)}`}>{line.name}</span>)}
      </figcaption>
      <div ref={box} role="img" aria-label={`${title}. ${last}. ${reloads.length} reloads.`} />
    </figure>
  );
}
