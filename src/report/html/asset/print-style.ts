/** On paper: all of it, without what is for hands, and nothing broken in two that belongs together. */
export const printStyle = `
@media print{@page{margin:16mm 14mm}
:root{--paper:#fff;--faint:#f5f5f3;--rule:#bbb}
body{font-size:9.5pt}
.page{display:block;max-width:none;padding:0}
.skip,.contents,.controls,.label button{display:none!important}
.top{padding-top:0}
.top section>p:first-of-type{font-size:15pt}
h2{margin-top:1.6rem;font-size:13pt}
h3{margin-top:1rem;font-size:9.5pt}
h2,h3,.label,.provenance,figcaption,thead{break-after:avoid}
figcaption{font-size:8.5pt}
.legend{font-size:7.5pt}
tr,li,.part,.entry{break-inside:avoid}
.entry{content-visibility:visible;padding:.35rem 0}
.entry[hidden]{display:list-item!important}
.scroll{overflow:visible}
table{min-width:0;font-size:8pt}
th,td{min-width:0}
pre,pre.commands{font-size:7pt;white-space:pre-wrap}
a{color:inherit;text-decoration:none}
svg.narrow{display:none!important}
svg.wide{display:block!important}
pre,svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
tr:target>*,.entry:target,.cite:target{background:none;outline:none}}
`;
