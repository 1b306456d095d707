import type { ReactNode } from "react";

/**
 * Every show's poster is a hall seen from above, drawn from its id: arcs of seats around a stage, some of them lit, and the title
 * where the seats end. The same show always has the same one.
 */
export function Poster({ seed, wide = false, children }: { seed: string; wide?: boolean; children: ReactNode }): ReactNode {
  const random = generator(seed);
  const width = wide ? 480 : 200;
  const middle = width / 2;
  const scheme = Math.floor(random() * 6);
  const rows = (wide ? 17 : 7) + Math.floor(random() * 3);
  const spread = (wide ? 0.82 : 0.5) + random() * (wide ? 0.1 : 0.28);
  const gap = random() < 0.5 ? 0 : 0.09;
  const dots: ReactNode[] = [];
  for (let r = 0; r < rows; r++) {
    const radius = 30 + r * 11.5;
    const count = Math.round((radius * spread * Math.PI) / 8.6);
    for (let i = 0; i < count; i++) {
      const t = count === 1 ? 0 : i / (count - 1) - 0.5;
      const lit = random() < 0.17;
      if (gap > 0 && Math.abs(t) < gap / 2) {
        continue;
      }
      const angle = Math.PI / 2 + t * spread * Math.PI;
      dots.push(
        <circle
          key={`${r}-${i}`}
          cx={(middle + Math.cos(angle) * radius).toFixed(1)}
          cy={(14 + Math.sin(angle) * radius).toFixed(1)}
          r={lit ? 3.6 : 2.7}
          className={lit ? "poster-lit" : "poster-seat"}
        />,
      );
    }
  }
  return (
    <div className={`poster poster-${scheme} ${wide ? "poster-wide" : ""}`}>
      <svg viewBox={`0 0 ${width} 120`} preserveAspectRatio="xMidYMin slice" aria-hidden="true" focusable="false">
        <path d="M-24 10 Q0 22 24 10 L24 6 L-24 6 Z" transform={`translate(${middle} 0)`} className="poster-stage" />
        {dots}
      </svg>
      <div className="poster-text">{children}</div>
    </div>
  );
}

/** Mulberry32 over an FNV-1a hash: enough for dots. */
function generator(seed: string): () => number {
  let state = 2166136261;
  for (const char of seed) {
    state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
