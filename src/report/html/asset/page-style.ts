/** Style of the text. Colours are named here once; every pair of text and ground has a contrast of 4.5 or more. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#1c1f22;--quiet:#585f66;--rule:#dcd8cf;--faint:#f4f2ec;--link:#0a4a82;--alarm:#9c2210;--mark:#fff1b8;
--writer:#27404f;--reader:#c3d2d9;--on-writer:#fff;--on-reader:#1c1f22;--line:#6d757c;--grid:#e9e6de;--cover:#7f8f86;--stale:#f6d9cf;--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{--paper:#17191b;--ink:#e7e4dd;--quiet:#a5abb1;--rule:#3a3e42;--faint:#1f2225;--link:#93c3ee;--alarm:#ff9a83;--mark:#4a4014;
--writer:#b7cbd6;--reader:#40525c;--on-writer:#17191b;--on-reader:#e7e4dd;--line:#8d959c;--grid:#2a2e31;--cover:#7d9186;--stale:#4c2a22}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--sans);overflow-wrap:break-word}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100rem;top:0;padding:.5rem 1rem;background:var(--paper);z-index:2}
.skip:focus{left:0}
.page{max-width:64rem;margin:0 auto;padding:0 1.25rem}
.top{padding-top:2.5rem}
h1{margin:0 0 .5rem;font:600 1rem/1.4 var(--sans);color:var(--quiet)}
.class{margin:0;font-size:.95rem}
.class b{font-weight:650}
.meter{width:3.1rem;height:.7rem;vertical-align:-.02rem;margin:0 .4rem 0 .6rem}
.meter rect{fill:none;stroke:var(--ink)}
.meter .on{fill:var(--ink)}
h2{margin:3rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule);font:600 1.4rem/1.25 var(--serif)}
h3{margin:1.75rem 0 .5rem;font:600 1rem/1.35 var(--sans)}
p{margin:.5rem 0;max-width:46rem}
ul{margin:.5rem 0;padding-left:1.2rem;max-width:46rem}
li{margin:.3rem 0}
li::marker{color:var(--quiet)}
.top h2{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top section>p:first-of-type{margin:.75rem 0 1.5rem;font:400 1.75rem/1.28 var(--serif);max-width:44rem;text-wrap:pretty}
.top section>p:first-of-type strong{font-weight:400}
.top ul{list-style:none;margin:0;padding:0;max-width:none;border-bottom:1px solid var(--rule)}
.top li{margin:0;padding:.45rem 0;border-top:1px solid var(--rule)}
.term{color:var(--quiet)}
.top li{display:grid;grid-template-columns:7rem minmax(0,1fr)}
.top li>:only-child{grid-column:1/3}
.contents{margin:1.5rem 0 0;font-size:.9rem}
.contents h2{margin:0 0 .4rem;padding:0;border:0;font:600 .9rem/1.4 var(--sans);color:var(--quiet)}
.contents ol{list-style:none;margin:0;padding:0;columns:9.5rem auto;column-gap:2rem}
.contents li{margin:0;break-inside:avoid}
.contents a{display:inline-block;padding:.15rem 0;text-decoration:none}
.contents a:hover{text-decoration:underline}
.scroll{overflow-x:auto;margin:.75rem 0 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.35rem .9rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums;min-width:4.5rem;overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:400}
thead th{font-weight:600;color:var(--quiet);border-bottom-color:var(--line);vertical-align:bottom;overflow-wrap:normal}
th.number,td.number{min-width:2rem;width:2rem;color:var(--quiet);font-size:.85rem}
th.number abbr{text-decoration:none}
.whole{white-space:nowrap}
.none{color:var(--quiet)}
:target{scroll-margin-top:30vh}
tr:target>*,.entry:target{background:var(--mark)}
.cite:target{outline:2px solid var(--link);background:var(--mark)}
.cites{font-size:.85em;color:var(--quiet)}
a.cite{text-decoration:none;font-variant-numeric:tabular-nums;padding:0 .1em}
a.cite:hover{text-decoration:underline}
pre{margin:.5rem 0;padding:.5rem .75rem;background:var(--faint);font:.8125rem/1.5 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
pre.commands{white-space:pre;overflow-x:auto}
code{font:.9em var(--mono)}
.gutter{color:var(--quiet);user-select:none;padding-right:.6rem}
.entries{list-style:none;margin:0;padding:0;max-width:none}
.entry{margin:0;padding:.7rem .75rem;border-bottom:1px solid var(--rule);content-visibility:auto;contain-intrinsic-size:auto 8rem}
.entry p{margin:.1rem 0;max-width:none}
.label{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .75rem}
.label code{overflow-wrap:anywhere}
.self{font-weight:650;text-decoration:none;min-width:2.5rem}
.provenance,.back{color:var(--quiet);font-size:.85rem}
.controls{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem .9rem;font-size:.875rem}
.search{position:sticky;top:0;padding:.6rem 0;background:var(--paper);border-bottom:1px solid var(--line);z-index:1}
.controls label{color:var(--quiet)}
button,input,select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:2px;padding:.2rem .55rem;min-height:1.9rem}
select{max-width:13rem}
button{cursor:pointer}
button:hover{background:var(--faint)}
.label button{margin-left:auto;font-size:.8rem;min-height:1.6rem;padding:.05rem .5rem;border-color:var(--rule);color:var(--quiet);background:none}
output{color:var(--quiet);font-variant-numeric:tabular-nums}
footer{margin:4rem 0 3rem;padding-top:.75rem;border-top:1px solid var(--rule);color:var(--quiet);font-size:.875rem}
@media (min-width:82rem){.page{display:grid;grid-template-columns:12.5rem minmax(0,62rem);column-gap:3rem;max-width:80rem}
.page>*{grid-column:2}.contents{grid-column:1;grid-row:1/9;margin-top:2.5rem}.contents>div{position:sticky;top:0;max-height:100vh;overflow-y:auto;padding:1rem 0}.contents ol{columns:auto}}
@media screen and (max-width:45rem){.top{padding-top:1.25rem}.top section>p:first-of-type{font-size:1.35rem}h2{margin-top:2.25rem;font-size:1.25rem}table{font-size:.85rem}.columns-3,.columns-4,.columns-5{min-width:34rem}.numbered{min-width:0}
.numbered,.numbered tbody{display:block}.numbered thead{display:none}.numbered tr{display:grid;grid-template-columns:1.9rem auto 1fr auto;column-gap:.6rem;padding:.4rem 0;border-bottom:1px solid var(--rule)}.numbered tr>*{border:0;padding:0;min-width:0;width:auto}.numbered td:nth-child(4){grid-area:2/2/3/5}.numbered td:nth-child(5){grid-area:1/4}.entry{padding-left:0;padding-right:0}.search{position:static}}
`;
