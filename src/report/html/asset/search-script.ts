// The page's own script, as text: its hash stands in the page's policy, so it must be the same bytes from source and build.

/** Search of the evidence, copy of a citation, and a target that a filter would hide. */
export const searchScript = String.raw`
(() => {
  const box = document.querySelector(".search");
  if (!box) return;
  const entries = [...document.querySelectorAll(".entry")];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const field = (name) => box.querySelector('[name="' + name + '"]');
  const found = box.querySelector("output");
  const filter = () => {
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["instance", "kind", "signature"].map((name) => [name, field(name).value]);
    let shown = 0;
    entries.forEach((entry, index) => {
      const fits =
        wanted.every(([name, value]) => value === "" || entry.dataset[name] === value) &&
        words.every((word) => texts[index].includes(word));
      entry.hidden = !fits;
      if (fits) shown += 1;
    });
    found.textContent = shown + " of " + entries.length + " shown";
  };
  const clear = () => {
    field("text").value = "";
    for (const name of ["instance", "kind", "signature"]) field(name).value = "";
    filter();
  };
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.hidden) return;
    clear();
    target.scrollIntoView();
  };
  const copy = async (button) => {
    const text = button.closest(".entry").dataset.cite;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed: select the text";
    }
    setTimeout(() => { button.textContent = "Copy citation"; }, 2000);
  };
  for (const entry of entries) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy citation";
    button.setAttribute("aria-label", "Copy citation " + entry.dataset.cite);
    entry.querySelector(".label").append(button);
    button.addEventListener("click", () => copy(button));
  }
  box.addEventListener("input", filter);
  box.querySelector('[name="clear"]').addEventListener("click", clear);
  addEventListener("hashchange", reveal);
  box.hidden = false;
  filter();
})();
`;
