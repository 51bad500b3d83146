extension ClassifierReport {
  /// Light and dark, screen and paper.
  static let style = """
    :root {
      --page: #fff; --ink: #1d1f21; --faint: #63686e; --line: #dcdfe3; --panel: #f5f6f8;
      --right: 0, 98, 168; --wrong: 213, 80, 0;
      --chart-background: var(--page); --chart-text: var(--ink); --chart-faint: var(--faint);
      --chart-grid: var(--line); --chart-axis: var(--faint);
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #16181b; --ink: #e4e6e8; --faint: #9aa1a8; --line: #33373c; --panel: #1f2226;
        --right: 77, 163, 240; --wrong: 255, 128, 64;
        --chart-0: #4da3f0; --chart-1: #ff8a4c; --chart-2: #3cc79b; --chart-3: #dd8abf;
        --chart-4: #e8b64a; --chart-5: #8fd0f5; --chart-6: #c89878; --chart-7: #b0b0b0;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 2rem auto; padding: 0 1rem; max-width: 72rem; background: var(--page);
      color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
    }
    h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; }
    h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; }
    section { break-inside: auto; }
    .note { color: var(--faint); font-size: .85rem; overflow-wrap: anywhere; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th { text-align: left; font-weight: normal; }
    .number { text-align: right; }
    .facts th, .facts td { padding: .16rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; overflow-wrap: anywhere; }
    .facts th { padding-right: 2rem; color: var(--faint); white-space: nowrap; }
    .chart svg { display: block; width: 100%; height: auto; }
    .wide { overflow-x: auto; }
    .confusion { font-size: .85rem; }
    .confusion th[scope=row] { padding-right: .5rem; text-align: right; white-space: nowrap; }
    .confusion thead th { height: 6rem; padding: 0; vertical-align: bottom; }
    .confusion thead span {
      display: block; width: 2.7rem; padding: .3rem .8rem; writing-mode: vertical-rl;
      transform: rotate(180deg); white-space: nowrap;
    }
    .confusion tbody td {
      width: 2.9rem; height: 1.9rem; text-align: center; border: 1px solid var(--line);
    }
    .right { background: rgba(var(--right), var(--shade)); }
    .wrong { background: rgba(var(--wrong), var(--shade)); }
    .matrix { max-width: 100%; height: auto; border: 1px solid var(--line); }
    .list { margin-top: 1.2rem; }
    caption { text-align: left; font-weight: 600; padding-bottom: .2rem; }
    .list th, .list td { padding: .16rem 1.4rem .16rem 0; border-bottom: 1px solid var(--line); }
    .list th, .bars thead th { color: var(--faint); font-size: .85rem; }
    .bars { width: 100%; max-width: 46rem; }
    .bars th[scope=row] { width: 1%; padding-right: .8rem; white-space: nowrap; }
    .bars .number { width: 1%; padding-left: 1rem; white-space: nowrap; }
    .track { position: relative; padding: .16rem 0; }
    .bar { height: 1rem; border-radius: 2px; background: rgb(var(--right)); min-width: 1px; }
    .track::before {
      content: ""; position: absolute; inset: .16rem 0; border-radius: 2px; z-index: -1;
      background: var(--panel);
    }
    .mark { position: absolute; top: 0; bottom: 0; width: 3px; margin-left: -1px;
      background: rgb(var(--wrong)); }
    .gallery {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(7.6rem, 1fr)); gap: .8rem;
    }
    figure { margin: 0; break-inside: avoid; overflow-wrap: anywhere; }
    figure img, .missing {
      display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 4px;
      background: var(--panel); image-rendering: pixelated;
    }
    .missing { padding: 1rem; color: var(--faint); }
    figcaption { margin-top: .3rem; font-size: .82rem; line-height: 1.35; }
    .taken { color: rgb(var(--wrong)); font-weight: 600; }
    .truth { font-weight: 600; }
    .whole { white-space: nowrap; }
    dl { columns: 3 18rem; column-gap: 2.5rem; margin: 0; }
    dl div {
      display: flex; gap: 1rem; justify-content: space-between; padding: .16rem 0;
      border-bottom: 1px solid var(--line); break-inside: avoid;
    }
    dt { color: var(--faint); }
    dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
    @media print {
      body { margin: 0; max-width: none; font-size: 10pt; }
      h2 { break-after: avoid; }
      tr, figure, svg { break-inside: avoid; }
      .bar, .mark, .right, .wrong, .track::before { print-color-adjust: exact; }
      .gallery { grid-template-columns: repeat(8, 1fr); }
    }

    """
}
