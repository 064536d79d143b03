/** Zoom of the time axis: all pictures of an incident move together. Without it they show everything. */
export const zoomScript = String.raw`
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5];
  const label = (ms, step) => {
    const iso = new Date(ms).toISOString();
    if (step >= 864e5) return iso.slice(5, 10);
    return step >= 6e4 ? iso.slice(11, 16) : iso.slice(11, step >= 1e3 ? 19 : 23);
  };
  const element = (name, attributes) => {
    const made = document.createElementNS(NS, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    return made;
  };
  const plotOf = (svg) => ({
    width: Number(svg.getAttribute("width")),
    timed: [...svg.querySelectorAll("[data-a]")],
    ticks: svg.querySelector(".ticks"),
    whole: svg.querySelector(".ticks")?.innerHTML,
  });
  const drawTicks = ({ ticks, width }, group, x) => {
    const [from, to] = group.view;
    const step = STEPS.find((ms) => (ms / (to - from)) * width >= 80) ?? 864e5;
    const height = Number(ticks.dataset.height);
    ticks.replaceChildren();
    for (let ms = Math.ceil((group.start + from) / step) * step; ms <= group.start + to; ms += step) {
      const at = x(ms - group.start);
      const tick = element("g", { transform: "translate(" + at.toFixed(1) + " 0)" });
      tick.append(element("line", { y2: height }));
      if (at >= 24 && at <= width - 24) {
        const text = element("text", { y: height + 13 });
        text.textContent = label(ms, step);
        tick.append(text);
      }
      ticks.append(tick);
    }
  };
  const draw = (group) => {
    const [from, to] = group.view;
    const full = from === 0 && to === group.length;
    for (const plot of group.plots) {
      const x = (ms) => Math.max(-1e4, Math.min(1e5, ((ms - from) / (to - from)) * plot.width));
      for (const item of plot.timed) {
        const a = x(Number(item.dataset.a));
        if (item.dataset.b === undefined) {
          item.setAttribute("transform", "translate(" + a.toFixed(1) + " 0)");
          continue;
        }
        const b = x(Number(item.dataset.b));
        if (item.tagName === "text") {
          const [left, right] = [Math.max(a, 0), Math.min(b, plot.width)];
          item.setAttribute("x", (left + 7).toFixed(1));
          item.setAttribute("visibility", right - left < Number(item.dataset.room) ? "hidden" : "visible");
        } else {
          item.setAttribute("x", a.toFixed(1));
          item.setAttribute("width", Math.max(b - a, Number(item.dataset.least)).toFixed(1));
        }
      }
      if (plot.ticks) {
        if (full) plot.ticks.innerHTML = plot.whole;
        else drawTicks(plot, group, x);
      }
    }
    const time = (ms) => new Date(group.start + ms).toISOString().slice(11, to - from < 1e4 ? 23 : 19);
    for (const output of group.outputs) output.textContent = full ? "" : time(from) + " – " + time(to) + " UTC";
  };
  const show = (group, from, length) => {
    const size = Math.min(group.length, Math.max(length, Math.min(200, group.length)));
    const start = Math.max(0, Math.min(from, group.length - size));
    group.view = [start, start + size];
    draw(group);
  };
  const zoom = (group, factor, around = 0.5) => {
    const [from, to] = group.view;
    show(group, from + (to - from) * around * (1 - factor), (to - from) * factor);
  };
  const pan = (group, part) => show(group, group.view[0] + (group.view[1] - group.view[0]) * part, group.view[1] - group.view[0]);
  const actions = {
    in: (group) => zoom(group, 0.5),
    out: (group) => zoom(group, 2),
    left: (group) => pan(group, -0.25),
    right: (group) => pan(group, 0.25),
    reset: (group) => show(group, 0, group.length),
  };
  const keys = { "+": "in", "=": "in", "-": "out", ArrowLeft: "left", ArrowRight: "right", 0: "reset", Home: "reset" };
  const groups = new Map();
  const place = (event) => {
    const outer = event.target.closest(".part > svg");
    const inner = outer?.querySelector(".plot");
    if (!inner) return null;
    const box = outer.getBoundingClientRect();
    const unit = box.width / outer.viewBox.baseVal.width;
    const width = Number(inner.getAttribute("width")) * unit;
    return { at: (event.clientX - box.left - Number(inner.getAttribute("x")) * unit) / width, width };
  };
  for (const plots of document.querySelectorAll(".plots[data-zoom]")) {
    const start = Number(plots.dataset.start);
    const length = Number(plots.dataset.end) - start;
    if (!groups.has(plots.dataset.zoom)) groups.set(plots.dataset.zoom, { start, length, view: [0, length], plots: [], outputs: [] });
    const group = groups.get(plots.dataset.zoom);
    group.plots.push(...[...plots.querySelectorAll("svg.plot")].map(plotOf));
    const controls = plots.parentElement.querySelector(".controls");
    group.outputs.push(controls.querySelector("output"));
    controls.hidden = false;
    controls.addEventListener("click", ({ target }) => actions[target.name]?.(group));
    plots.tabIndex = 0;
    plots.setAttribute("role", "group");
    plots.setAttribute("aria-label", "Pictures on a time axis: plus and minus zoom, arrows move, 0 resets");
    plots.addEventListener("keydown", (event) => {
      const name = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (name === undefined) return;
      event.preventDefault();
      actions[name](group);
    });
    plots.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(group, event.deltaY < 0 ? 0.8 : 1.25, place(event)?.at);
    }, { passive: false });
    plots.addEventListener("dblclick", (event) => zoom(group, 0.5, place(event)?.at));
    let held = null;
    plots.addEventListener("pointerdown", (event) => {
      const where = event.button === 0 && !event.target.closest("a") ? place(event) : null;
      held = where && { x: event.clientX, from: group.view[0], width: where.width };
    });
    plots.addEventListener("pointermove", (event) => {
      if (!held || event.buttons === 0) return;
      const length = group.view[1] - group.view[0];
      show(group, held.from - ((event.clientX - held.x) / held.width) * length, length);
    });
    addEventListener("pointerup", () => { held = null; });
  }
})();
`;
