/** Style of the pictures: colours repeat what shapes, patterns and letters say. */
export const chartStyle = `
figure{margin:1rem 0 1.5rem}
figcaption{max-width:46rem;color:var(--quiet);font-size:.9rem;margin-bottom:.6rem}
.chart .controls{margin:.25rem 0 .5rem;gap:.25rem}
.chart output{margin-left:.75rem}
.plots[tabindex]{cursor:grab;touch-action:pan-y}
.part{margin:0 0 1.5rem}
.part h3{margin:1rem 0 .4rem}
.patterns{position:absolute}
.part>svg{display:block;width:100%;height:auto}
svg.narrow{display:none!important}
@media screen and (max-width:45rem){svg.wide{display:none!important}svg.narrow{display:block!important;max-width:34rem}}
svg text{font:12px var(--sans);fill:var(--ink)}
svg .name,svg .value{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
svg .group{font-weight:600;fill:var(--quiet)}
svg .value{font-size:11.5px;fill:var(--quiet);font-variant-numeric:tabular-nums}
svg .unit,.ticks text{font-size:11px;fill:var(--quiet);font-variant-numeric:tabular-nums}
.strip .name{font-size:11px;fill:var(--quiet)}
.ticks text,.mark text,.key .letter{text-anchor:middle}
.ticks .first{text-anchor:start}
.ticks line{stroke:var(--grid)}
.plot{overflow:hidden}
svg .letter{font-size:11px;font-weight:600;pointer-events:none}
svg .letter.writer{fill:var(--on-writer)}
svg .letter.reader{fill:var(--on-reader)}
.state.writer{fill:var(--writer)}
.state.reader{fill:var(--reader)}
rect.state.unknown{fill:var(--paper);stroke:var(--line);stroke-dasharray:3 2}
.state.starting,.state.recovering,.state.stopping{fill:url(#p-hatch)}
.state.down{fill:var(--alarm)}
.state.unseen{fill:url(#p-dots)}
.both,.overlap{fill:url(#p-overlap)}
.both{stroke:var(--alarm)}
.overlap{opacity:.45;pointer-events:none}
.sign{fill:var(--ink);stroke:var(--paper);stroke-width:1;paint-order:stroke}
.sign.crash{fill:none;stroke:var(--alarm);stroke-width:3}
.sign.recovering,.sign.refused,.sign.well{fill:var(--paper);stroke:var(--ink);stroke-width:1.3}
.sign.lost{fill:none;stroke:var(--ink);stroke-width:1.6}
.drops line{stroke:var(--line);stroke-width:.6;stroke-dasharray:1 3}
.drops circle{fill:var(--paper);stroke:var(--ink);stroke-width:1.2}
.drops{pointer-events:none}
.mark line{stroke:var(--line);stroke-width:.6;stroke-dasharray:1 3}
.mark circle{fill:var(--paper);stroke:var(--ink)}
.mark text{font-size:10px;font-variant-numeric:tabular-nums}
a.mark:hover circle,a.mark:focus circle{fill:var(--ink)}
a.mark:hover text,a.mark:focus text{fill:var(--paper)}
a.mark:focus-visible{outline:none}
a.mark:focus-visible circle{stroke:var(--link);stroke-width:3}
.thread{stroke:var(--rule)}
.stale{fill:url(#p-stale);stroke:var(--alarm);stroke-width:.75}
.whisker{fill:var(--ink)}
.cap{stroke:var(--ink);fill:none}
.cover.there{fill:var(--cover)}
.cover.missing{fill:url(#p-dots)}
.cover.late{fill:url(#p-late)}
.phase{fill:var(--reader);stroke:var(--writer);stroke-width:.75}
.within{fill:var(--reader);stroke:var(--writer);stroke-width:.75}
.ttl{stroke:var(--ink);stroke-width:1.5}
.open{fill:none;stroke:var(--alarm);stroke-width:1.5}
pattern .ground{fill:var(--paper)}
pattern .stale-ground{fill:var(--stale)}
pattern .stroke{stroke:var(--ink);fill:none;stroke-width:1.4}
pattern .alarm{stroke:var(--alarm);stroke-width:1.4}
pattern .dot{fill:var(--line)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;list-style:none;margin:.5rem 0 0;padding:0;max-width:none;font-size:.8125rem;color:var(--quiet)}
.legend li{margin:0;display:flex;align-items:center;gap:.45rem}
.key{width:26px;height:15px;flex:none}
@media (forced-colors:active){svg{forced-color-adjust:none;background:#fff}}
`;
